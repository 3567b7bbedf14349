import type { Value } from '../argo/value';
import type { StageInputs } from '../constructs/inputs';
import { TEXT_OR_VALUE } from '../constructs/kinds';
import { optional, recordOf } from '../kinds';
import type { ShellPart } from '../shell/reference';
import { lines, sh } from '../shell/sh';
import { type Shell, ShellVariable } from '../shell/shell';

/** A read group's fields by the words of the SAM specification. GATK refuses a BAM without one. */
export interface ReadGroup {
  /** ID. Unique for each lane. @default the name of the lane's BAM; of `bwaSampe` that of the first mates' file */
  readonly id?: string | Value;
  /** SM. @default the same */
  readonly sample?: string | Value;
  /** LB: duplicates are sought within one. @default the same */
  readonly library?: string | Value;
  /** PL. @default 'ILLUMINA' */
  readonly platform?: string | Value;
  /** PU. @default none */
  readonly unit?: string | Value;
}

/** The kind of what is given for it. */
export const READ_GROUP = optional(recordOf(optional(TEXT_OR_VALUE)));

/** The fields that are set, as inputs of a stage. */
export function readGroupInputs(group: ReadGroup): StageInputs {
  const set = Object.entries(group).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    set.map(([field, value]) => [`rg${field.charAt(0).toUpperCase()}${field.slice(1)}`, value]),
  );
}

/**
 * Sets `rg` to the header line as BWA takes it. `sample` is the default for sample, library and ID. Uses {@link BWA}.
 */
export function readGroup(group: ReadGroup, sample: Shell): Shell {
  const own = sh`"$sample"`;
  const field = (name: keyof ReadGroup, otherwise: ShellPart): ShellPart =>
    group[name] === undefined
      ? otherwise
      : new ShellVariable(`IN_RG_${name.toUpperCase()}`, `the read group’s ${name}`);
  const named = [field('id', own), field('sample', own), field('library', own)] as const;
  const [id, of, library] = named;
  return lines(
    named.includes(own) ? sh`sample=${sample}` : sh``,
    sh`read_group ${id} ${of} ${library} ${field('platform', 'ILLUMINA')} ${field('unit', sh`''`)}`,
  );
}
