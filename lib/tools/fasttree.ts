import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked } from '../constructs/kinds';
import { sh } from '../shell/sh';
import { mustBeSeed, TREE, type TreeProps } from './iqtree';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { TREES } from './trees';

/** @see fasttree */
export interface FasttreeProps extends TreeProps, TakesArguments<'fasttree'> {}

/**
 * A tree by FastTree 2 with `-gtr -gamma -nt`, of the sites alone, as nf-core/bactmap has it: the length of a branch is
 * the number of changes for each site that differs, not for each base of the genome. A branch has a support from 0 to
 * 1, by SH. The program is `fasttree` or `FastTree`, whichever the image has.
 */
export function fasttree(scope: Construct, id: string, props: FasttreeProps) {
  const { sites, seed = 1, tree, args, ...settings } = checked(scope, id, props, TREE);
  const told = toolArguments([scope, id], args, { fasttree: 'fasttree' });
  mustBeSeed(scope, seed);
  return new GenomicsStage(scope, id, {
    title: 'Tree by FastTree',
    cpu: 1,
    ...settings,
    inputs: { sites },
    outputs: { tree },
    uses: [TREES],
    versions: sh`
      program=$(fasttree_here)
      version_of "$program" -expert`,
    script: ({ inputs, outputs }) => sh`
      program=$(fasttree_here)
      numbered "$TMPDIR/names" <${inputs.sites} >"$TMPDIR/sites.fa"
      set -- -gtr -gamma -nt -seed ${seed} -nopr ${told.fasttree}
      "$program" "$@" "$TMPDIR/sites.fa" >"$TMPDIR/numbered.nwk"
      named "$TMPDIR/names" <"$TMPDIR/numbered.nwk" >"$TMPDIR/tree.nwk"
      must_have_all "$TMPDIR/names" "$TMPDIR/tree.nwk"
      put ${outputs.tree} <"$TMPDIR/tree.nwk"`,
    stub: ({ outputs }) => sh`echo '(stub-1,stub-2,(stub-3,stub-4));' >${outputs.tree}`,
  });
}
