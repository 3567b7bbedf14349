import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { mermaid } from '../../lib/overview';
import { mermaidPage } from '../../lib/overview/mermaid';
import { byHand, cohort } from '../support/cohort';
import { refusal } from '../synth';

const root = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

test.each([
  ['docs/workflows/bwa-oss.md', 'dist/bwa-oss.k8s.yaml'],
  ['docs/workflows/cohort.md', 'examples/cohort/cohort.k8s.yaml'],
])('%s is the picture of what is committed in %s', (page, manifests) => {
  const objects = parseAllDocuments(read(manifests)).map((one) => one.toJS());
  expect(read(page)).toBe(mermaidPage(objects.find(({ kind }) => kind === 'WorkflowTemplate')));
});

test('a map over stages is a frame, a map over one a box with double sides, and what may be left out is dashed', () => {
  expect(mermaid(cohort().manifest)).toMatchInlineSnapshot(`
"flowchart TD
  subgraph t_per_sample["per-sample · 20 at once · × samples"]
    direction TB
    t_per_sample__per_contig[["per-contig<br/>call<br/>× 2"]]
    t_per_sample__concat["concat"]
    t_per_sample__per_contig --> t_per_sample__concat
  end
  t_merge["merge<br/>if report == 'yes'"]
  t_publish["publish"]
  t_per_sample --> t_merge
  t_merge -->|"Succeeded"| t_publish
  classDef conditional stroke-dasharray: 5 5
  class t_merge conditional
"
`);
});

test('what is not plain && is drawn loose and said in words', () => {
  const tasks = [
    { name: 'a', template: 'leaf' },
    { name: 'b', template: 'leaf', depends: 'a.Failed || !a.Errored' },
    { name: 'c', template: 'leaf', dependencies: ['a'] },
  ];
  const picture = mermaid(byHand(tasks));
  for (const part of [
    't_a -.->|"Failed"| t_b',
    't_a -.->|"Errored"| t_b',
    'after a.Failed #124;#124; #33;a.Errored',
    't_a --> t_c',
  ])
    expect(picture).toContain(part);
});

test('a step waits for all of the group before it', () => {
  const steps = [
    [
      { name: 's1', template: 'leaf' },
      { name: 's2', template: 'leaf' },
    ],
    [{ name: 's3', template: 'leaf' }],
  ];
  const picture = mermaid(byHand([{ name: 'all', template: 'steps' }], [{ name: 'steps', steps }]));
  expect(picture).toContain('t_all__s1 --> t_all__s3\n    t_all__s2 --> t_all__s3');
});

test('a template of another workflow is named with it, and a run-time list by what gives it', () => {
  const tasks = [
    { name: 'list', templateRef: { name: 'shared', template: 'list' } },
    { name: 'each', template: 'leaf', depends: 'list', withParam: '{{tasks.list.outputs.parameters.names}}' },
    { name: 'count', template: 'leaf', withSequence: { count: '3' } },
  ];
  const picture = mermaid(byHand(tasks));
  for (const part of ['t_list(["list<br/>shared/list"])', '× list.names', '× a sequence'])
    expect(picture).toContain(part);
});

test('a DAG that calls itself, or is called twice, is drawn once', () => {
  const again = {
    name: 'again',
    dag: {
      tasks: [
        { name: 'me', template: 'again' },
        { name: 'other', template: 'leaf' },
      ],
    },
  };
  const picture = mermaid(
    byHand(
      [
        { name: 'x', template: 'again' },
        { name: 'y', template: 'again' },
      ],
      [again],
    ),
  );
  expect(picture.match(/subgraph/g)).toHaveLength(1);
  expect(picture).toContain('t_x__me["me<br/>again"]');
  expect(picture).toContain('t_y["y<br/>again"]');
});

test('a library without an entrypoint shows the templates that nothing in it calls', () => {
  const picture = mermaid(byHand([{ name: 'a', template: 'leaf' }], [], { entrypoint: undefined }));
  expect(picture).toContain('subgraph t_main["main"]');
  expect(picture).not.toContain('t_leaf');
});

test('the bytes do not depend on the order of fields', () => {
  const { metadata, spec, kind, apiVersion } = cohort().manifest as Readonly<Record<string, unknown>>;
  expect(mermaid({ spec, metadata, kind, apiVersion })).toBe(mermaid(cohort().manifest));
});

const label = `"(?:[\\p{L}\\p{N} .,/()=+'×·…-]|#\\d+;|<br/>)*"`;
const line = new RegExp(
  `^ *(flowchart TD|direction TB|end|subgraph t_\\w*\\[${label}\\]|t_\\w*(\\[${label}\\]|\\[\\[${label}\\]\\]|\\(\\[${label}\\]\\))|t_\\w* (-->|-\\.->)(\\|${label}\\|)? t_\\w*|classDef conditional stroke-dasharray: 5 5|class t_\\w*(,t_\\w*)* conditional|)$`,
  'u',
);

test('no name and no condition gets out of its label, and every edge joins two boxes that are there', () => {
  const hostile = fc.constantFrom(
    'end',
    'direction LR',
    'a-b',
    'a_b',
    'style',
    '"]',
    '#quot;',
    '%%{init: {}}%%',
    '<b>',
    '`x`',
    '**',
    '$$x$$',
    'a\nb',
    '{{x}}',
    'ü',
    '😀',
  );
  const name = fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 12 }));
  const task = fc.record({
    name,
    template: fc.constantFrom('leaf', 'inner'),
    when: fc.option(name, { nil: undefined }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(task, { minLength: 1, maxLength: 5, selector: (one) => one.name }),
      name,
      (tasks, other) => {
        const chained = tasks.map((one, at) => ({ ...one, dependencies: at === 0 ? [] : [tasks[at - 1]?.name] }));
        const inner = {
          name: 'inner',
          dag: {
            tasks: [
              { name: other, template: 'leaf' },
              { name: `${other}2`, template: 'leaf' },
            ],
          },
        };
        const picture = mermaid(byHand(chained, [inner]));
        const lines = picture.split('\n');
        expect(lines.filter((one) => !line.test(one))).toEqual([]);
        const made = lines.flatMap((one) => /^ *(?:subgraph )?(t_\w*)[[(]/.exec(one)?.[1] ?? []);
        expect(picture).not.toContain('direction LR');
        expect(new Set(made).size).toBe(made.length);
        const joined = lines.flatMap((one) => /^ *(t_\w*) -.*> ?(?:\|.*\|)? ?(t_\w*)$/.exec(one)?.slice(1) ?? []);
        expect(joined.filter((id) => !made.includes(id))).toEqual([]);
      },
    ),
  );
});

test.each([[undefined], ['text'], [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }]])(
  '%p is refused',
  (manifest) => {
    expect(refusal(() => mermaid(manifest)).code).toBe('invalid-value');
  },
);
