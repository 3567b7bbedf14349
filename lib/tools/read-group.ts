import type { StageInputs } from '../stages/inputs';
import { sh } from '../stages/sh';
import type { Shell } from '../stages/shell';
import type { Value } from '../workflow/value';

/** A read group's fields by the words of the SAM specification. GATK refuses a BAM without one. */
export interface ReadGroup {
  /** ID. Unique for each lane. @default the sample that the first FASTQ's name tells */
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

const FIELDS = { id: 'ID', sample: 'SM', library: 'LB', platform: 'PL', unit: 'PU' } as const;

/** The fields that are set, as inputs of a stage. */
export function readGroupInputs(group: ReadGroup): StageInputs {
  const set = Object.entries(group).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    set.map(([field, value]) => [`rg${field.charAt(0).toUpperCase()}${field.slice(1)}`, value]),
  );
}

/**
 * Sets `rg` to the header line as BWA takes it, with `\\t` for a tab. A backslash in a field could add fields of its own.
 * `sample` is the default for sample, library and ID.
 */
export function readGroup(group: ReadGroup, sample: Shell): Shell {
  const texts = { id: '$sample', sample: '$sample', library: '$sample', platform: 'ILLUMINA', unit: '' };
  const fields = Object.entries(FIELDS).flatMap(([name, tag]) => {
    const text =
      group[name as keyof ReadGroup] === undefined ? texts[name as keyof ReadGroup] : `$IN_RG_${name.toUpperCase()}`;
    return text === '' ? [] : [{ tag, text }];
  });
  const variables = [...new Set(fields.map(({ text }) => text).filter((text) => text.startsWith('$')))].join('');
  return sh`
    sample=${sample}; case ${sh.raw(variables)} in *\\*) fail 69 "a read group field holds a backslash" ;; esac; rg=${sh.raw(`"@RG${fields.map(({ tag, text }) => `\\t${tag}:${text}`).join('')}"`)}`;
}
