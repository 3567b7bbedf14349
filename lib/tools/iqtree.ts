import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import { NUMBER, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { mustBeWhole } from '../values/numbers';
import { type TakesArguments, toolArguments } from './tool-arguments';
import { TREES } from './trees';
import { versionsOf } from './versions';

/** What a program takes to make a tree. */
export interface TreeProps extends StageDefaults {
  /** A FASTA of sites: `sites` of `variableSites`. */
  readonly sites: DataFile;
  /** Where the program's random numbers begin: the same seed makes the same tree. @default 1 */
  readonly seed?: number;
  /** The tree, in Newick: `folder.result('tree.nwk')`. */
  readonly tree: OutputFile;
}

/** @see iqtree */
export interface IqtreeProps extends TreeProps, TakesArguments<'iqtree2'> {
  /** How many other sites have A, C, G and T alone: `constant` of `variableSites`. */
  readonly constant: DataFile;
}

/** Kinds of what every program takes to make a tree. */
export const TREE = { sites: FILE, seed: optional(NUMBER), tree: OUTPUT };

/** IQ-TREE and FastTree take whole numbers of 31 bits. */
const MOST_SEED = 2_147_483_647;

/** Refuses what is no seed. */
export function mustBeSeed(scope: Construct, seed: number): void {
  mustBeWhole(scope, 'seed', seed, 1, MOST_SEED);
}

/**
 * A tree by IQ-TREE 2 with GTR+G, the sites that do not differ (`-fconst`), 1,000 ultrafast bootstraps and SH-aLRT of
 * 1,000: a branch has `SH-aLRT/UFBoot`, from 80 and 95 on its authors take it for true. One thread: what several make
 * is added in another order. It leaves twins out and puts them back, but where fewer than four isolates differ.
 * `args: { iqtree2: ['-T', 4] }` gives it four threads, and is in the work key.
 */
export function iqtree(scope: Construct, id: string, props: IqtreeProps) {
  const { sites, constant, seed = 1, tree, args, ...settings } = checked(scope, id, props, { ...TREE, constant: FILE });
  const told = toolArguments([scope, id], args, { iqtree2: 'iqtree2' });
  mustBeSeed(scope, seed);
  return new GenomicsStage(scope, id, {
    title: 'Tree by IQ-TREE',
    cpu: 1,
    ...settings,
    inputs: { sites, constant },
    outputs: { tree },
    uses: [TREES],
    versions: versionsOf('iqtree2'),
    script: ({ inputs, outputs }) => sh`
      numbered "$TMPDIR/names" <${inputs.sites} >"$TMPDIR/sites.fa"
      constant=$(cat ${inputs.constant})
      set -- -s "$TMPDIR/sites.fa" --seqtype DNA -fconst "$constant" -m GTR+G -B 1000 -alrt 1000 -T 1
      if [ "$(distinct "$TMPDIR/sites.fa")" -lt 4 ]; then set -- "$@" --keep-ident; fi
      iqtree2 "$@" -seed ${seed} --prefix "$TMPDIR/iqtree" ${told.iqtree2}
      named "$TMPDIR/names" <"$TMPDIR/iqtree.treefile" >"$TMPDIR/tree.nwk"
      must_have_all "$TMPDIR/names" "$TMPDIR/tree.nwk"
      put ${outputs.tree} <"$TMPDIR/tree.nwk"`,
    stub: ({ outputs }) => sh`echo '(stub-1,stub-2,(stub-3,stub-4));' >${outputs.tree}`,
  });
}
