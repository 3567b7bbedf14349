import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { TREES, TREES_PY } from './trees';
import { versionsOf } from './versions';

/** @see treePicture */
export interface TreePictureProps extends StageDefaults {
  /** A tree in Newick: `tree` of `iqtree` or `fasttree`. */
  readonly tree: DataFile;
  /** `folder.result('tree.svg')`. */
  readonly svg: OutputFile;
}

/**
 * A picture of a tree, for people: rooted at the middle of its longest path, with names, supports and a scale. Texts
 * are texts, which can be searched, and the same tree makes the same bytes. The image has Python 3.6 or later, and no
 * library.
 */
export function treePicture(scope: Construct, id: string, props: TreePictureProps) {
  const { tree, svg, ...settings } = checked(scope, id, props, { tree: FILE, svg: OUTPUT });
  return new GenomicsStage(scope, id, {
    title: 'Picture of the tree',
    cpu: 1,
    ...settings,
    inputs: { tree },
    outputs: { svg },
    uses: [TREES],
    versions: versionsOf('python3'),
    script: ({ inputs, outputs }) => sh`
      python3 ${TREES_PY} picture ${inputs.tree} >"$TMPDIR/tree.svg"
      put ${outputs.svg} <"$TMPDIR/tree.svg"`,
  });
}
