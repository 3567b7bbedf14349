import { isAbsolute, relative, resolve, sep } from 'node:path';
import { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';

/**
 * Refuses a folder for pictures where manifests lie: in `dist`, or wherever the app writes them. cdk8s empties it
 * before a synth.
 */
export function mustBeOutsideOfDist(workflow: IConstruct, folder: string): void {
  const { root } = workflow.node;
  const taken = ['dist', ...(root instanceof App ? [root.outdir] : [])];
  if (folder.trim() !== '' && !taken.some((one) => isWithin(one, folder))) return;
  throw new GenomicsError('invalid-value', workflow, {
    what: 'pictures cannot lie there',
    got: `diagrams: '${folder}'`,
    expected: `a folder outside of '${taken.join("' and '")}', which hold manifests and nothing else`,
    fix: "choose another, as 'docs/workflows'",
  });
}

function isWithin(outer: string, inner: string): boolean {
  const way = relative(resolve(outer), resolve(inner));
  return way.split(sep)[0] !== '..' && !isAbsolute(way);
}
