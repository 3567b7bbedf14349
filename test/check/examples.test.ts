import { existsSync } from 'node:fs';
import { describeFinding } from '../../lib/check';
import { check } from '../../lib/check/check';
import { readManifests } from '../../lib/check/command/files';

/**
 * A checkout of Argo's examples: `ARGO_EXAMPLES=…/argo-workflows/examples npm test`. None of them is a part of this
 * repository.
 */
const folder = process.env['ARGO_EXAMPLES'] ?? '';

/** What neither `argo lint` 4.1.2 nor the API server's dry run accepts, and why. */
const refused: Readonly<Record<string, string>> = {
  'fun-with-gifs.yaml': 'no name: generateName stands among the labels',
  'k8s-jobs.yaml': 'no name: it stands in the text of an annotation',
  'k8s-patch-json-workflow.yaml': 'one key twice, which argo lint cannot read',
};

const nameOf = (file: string) => file.slice(file.lastIndexOf('/') + 1);

(existsSync(folder) ? describe : describe.skip)('Argo’s own examples', () => {
  const { sources, mistakes } = readManifests([folder]);

  it('are read', () => {
    expect(sources.length).toBeGreaterThan(200);
    expect(mistakes.filter(({ file }) => refused[nameOf(file)] === undefined)).toEqual([]);
  });

  it('pass without an error, each by itself', () => {
    const files = new Map<string, (typeof sources)[number][]>();
    for (const source of sources) files.set(source.file, [...(files.get(source.file) ?? []), source]);
    const errors = [...files].flatMap(([file, own]) =>
      refused[nameOf(file)] === undefined
        ? check(own.map(({ manifest }) => manifest))
            .filter(({ severity }) => severity === 'error')
            .map((finding) => `${file}: ${describeFinding(finding)}`)
        : [],
    );
    expect(errors).toEqual([]);
  });
});
