import type { Construct } from 'constructs';
import { GenomicsStage } from '../constructs/genomics-stage';
import { checked, FILE, OUTPUT } from '../constructs/kinds';
import { oneOf, optional } from '../kinds';
import type { StageDefaults } from '../pods/stage-defaults';
import { lines, sh } from '../shell/sh';
import type { DataFile, OutputFile } from '../storage/file';
import { TREES } from './trees';

/** Which sites a tree is made of. */
export type Sites = 'core' | 'all';

/** @see variableSites */
export interface VariableSitesProps extends StageDefaults {
  /** A FASTA of sequences alike in length: `alignment` of `treeIsolates`. */
  readonly alignment: DataFile;
  /** `core`: sites that are known of every isolate. `all`: those also that some lack. @default 'core' */
  readonly which?: Sites;
  /** The alignment of these sites: `folder.result('sites.fa')`. */
  readonly sites: OutputFile;
  /** Every site at which isolates differ, whoever lacks it, for distances: `folder.intermediate('variable.fa')`. */
  readonly variable: OutputFile;
  /** How many sites have A, C, G and T alone, for IQ-TREE's `-fconst`: `folder.intermediate('constant.txt')`. */
  readonly constant: OutputFile;
}

/**
 * The sites at which isolates differ, by snp-sites, and numbers of those at which they do not: of core
 * sites those that all isolates have, else by `snp-sites -C`. 65 where there is none at which they differ, and where an
 * isolate has no base at any.
 */
export function variableSites(scope: Construct, id: string, props: VariableSitesProps) {
  const { alignment, which, sites, variable, constant, ...settings } = checked(scope, id, props, {
    alignment: FILE,
    which: optional(oneOf('core', 'all')),
    sites: OUTPUT,
    variable: OUTPUT,
    constant: OUTPUT,
  });
  return new GenomicsStage(scope, id, {
    title: 'Sites at which isolates differ',
    cpu: 1,
    ...settings,
    inputs: { alignment },
    outputs: { sites, variable, constant },
    uses: [TREES],
    versions: sh`version_of snp-sites -V`,
    script: ({ inputs, outputs }) =>
      lines(
        sh`variable_sites ${inputs.alignment} ${outputs.variable} 'of the alignment'`,
        which === 'all'
          ? sh`put ${outputs.sites} <${outputs.variable}`
          : sh`variable_sites ${outputs.variable} ${outputs.sites} 'known of all isolates (sites: core)' -c`,
        sh`must_be_known ${outputs.sites}`,
        which === 'all'
          ? sh`snp-sites -C ${inputs.alignment} >${outputs.constant}`
          : sh`core_constants <${inputs.alignment} >${outputs.constant}`,
      ),
  });
}
