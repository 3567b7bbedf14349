import { GenomicsError } from '../errors';
import type { Producer } from './producer';

/** What a name can be asked of a path or URL; see {@link Value}. */
export type NamePart = 'name' | 'stem' | 'sample' | 'dir';

/** A parameter of the workflow, known when it runs. */
export interface ParameterPart {
  readonly kind: 'parameter';
  readonly name: string;
  /** The workflow that declares it: a handle of another workflow means nothing here. */
  readonly owner: object;
  /** Its value where none is given at submission, if it has one. */
  readonly default?: string | undefined;
  /** What it can be, where that is known. */
  readonly words?: readonly string[];
}

/** The element of a list that one instance of a map works on, or one column of it. */
export interface ItemPart {
  readonly kind: 'item';
  readonly map: object;
  readonly mapId: string;
  readonly key?: string;
  /** What it can be, where that is known. */
  readonly words?: readonly string[];
}

/** The text of a small file that a stage made, read by Argo when it has ended. */
export interface OutputPart {
  readonly kind: 'output';
  readonly step: Producer;
  readonly key: string;
}

/** The run's own id. */
export interface RunPart {
  readonly kind: 'run';
  /** The workflow whose run it is. */
  readonly owner: object;
}

/** A function of another value, computed by Argo. */
export interface ApplyPart {
  readonly kind: 'apply';
  readonly part: NamePart;
  readonly of: Value;
}

/** What is taken of stages that may have been left out: of the first that ran. */
export interface Choice {
  readonly of: readonly Producer[];
  /** Whether something is there in any case: one of them always runs, or none of them need have run. */
  readonly isSure: boolean;
}

/** What is asked of values: a condition, given how each of them is written. */
export interface Test {
  readonly operands: readonly Value[];
  write(operands: readonly string[]): string;
}

/** One of several values, by which stages ran. */
export interface ChoicePart {
  readonly kind: 'choice';
  readonly choice: Choice;
  /** Each with what holds where its stage ran. */
  readonly first: readonly { readonly ran: Test; readonly value: Value }[];
  /** Where none of those ran. */
  readonly otherwise: Value;
}

export type Part = string | ParameterPart | ItemPart | OutputPart | RunPart | ApplyPart | ChoicePart;

/**
 * A text that may hold values known only when the workflow runs: a parameter, an item of a list, or something derived
 * from one. Immutable. It cannot be turned into a string, so an untagged template literal cannot smuggle it into a
 * command.
 */
export class Value {
  private constructor(readonly parts: readonly Part[]) {
    Object.freeze(this);
  }

  /** Joins texts and values. A text with Argo's braces is refused: it would be replaced where nobody expects it. */
  static of(...pieces: readonly (string | Value)[]): Value {
    const joined = Value.join(
      pieces.flatMap((piece) => {
        if (piece instanceof Value) return piece.parts;
        if (typeof piece === 'string') return [piece];
        throw noText(piece);
      }),
    );
    const braces = joined.parts.find((part) => typeof part === 'string' && part.includes('{{'));
    if (braces !== undefined) throw noText(braces);
    return joined;
  }

  /** @internal A value that Argo fills in. */
  static part(part: Exclude<Part, string>): Value {
    return new Value([part]);
  }

  private static join(pieces: readonly Part[]): Value {
    const parts: Part[] = [];
    for (const part of pieces) {
      const last = parts.at(-1);
      if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
      else if (part !== '') parts.push(part);
    }
    return new Value(parts);
  }

  /**
   * The last component of a path or URL, without a URL's query: `a_1.fastq.gz` of `https://h/x/a_1.fastq.gz?Expires=1`.
   */
  get name(): Value {
    return this.apply('name');
  }

  /** The name without its format: `.gz` and then `.fastq`, `.fq`, `.fasta`, `.fa` or `.fna` are cut. */
  get stem(): Value {
    return this.apply('stem');
  }

  /** The sample that a FASTQ's name tells: the name without mate, `_001` and format. `S1` of `S1_R1_001.fastq.gz`. */
  get sample(): Value {
    return this.apply('sample');
  }

  /** Everything before the last `/`. */
  get dir(): Value {
    return this.apply('dir');
  }

  /** @internal The same without the last characters of the text at its end. */
  withoutEnd(characters: number): Value {
    const last = this.parts.at(-1);
    if (typeof last !== 'string') return this;
    return Value.join([...this.parts.slice(0, -1), last.slice(0, -characters)]);
  }

  /** The text, where it is known at synth. */
  get literal(): string | undefined {
    const [only] = this.parts;
    if (only === undefined) return '';
    return this.parts.length === 1 && typeof only === 'string' ? only : undefined;
  }

  /** @internal The text that it has where nothing is given at submission, if that is known at synth. */
  get known(): string | undefined {
    const texts = this.parts.map((part) => {
      if (typeof part === 'string') return part;
      if (part.kind === 'parameter') return part.default;
      const of = part.kind === 'apply' ? part.of.known : undefined;
      return part.kind === 'apply' && of !== undefined ? namePart(part.part, of) : undefined;
    });
    return texts.includes(undefined) ? undefined : texts.join('');
  }

  /** The same value with another in place of an item. */
  replaceItem(map: object, by: (key: string | undefined) => Value): Value {
    return Value.join(
      this.parts.flatMap((part) => {
        if (typeof part !== 'string' && part.kind === 'item') return part.map === map ? by(part.key).parts : [part];
        if (typeof part !== 'string' && part.kind === 'apply')
          return part.of.replaceItem(map, by).apply(part.part).parts;
        if (typeof part !== 'string' && part.kind === 'choice') {
          const first = part.first.map(({ ran, value }) => ({ ran, value: value.replaceItem(map, by) }));
          return [{ ...part, first, otherwise: part.otherwise.replaceItem(map, by) }];
        }
        return [part];
      }),
    );
  }

  toString(): never {
    throw new GenomicsError('handle-in-text', 'value', {
      what: 'a value that is known only at run time was used as a string',
      got: 'an untagged template literal or a concatenation',
      expected: 'a declared input, or Value.of(...)',
      fix: 'declare it in `inputs` and use it in sh`…`, or join texts with Value.of(a, b)',
    });
  }

  private apply(part: NamePart): Value {
    const known = this.literal;
    if (known !== undefined) return Value.of(namePart(part, known));
    if (part === 'name' && this.parts.every(isNameLike)) return this;
    return (part === 'stem' ? this.knownStem() : undefined) ?? new Value([{ kind: 'apply', part, of: this }]);
  }

  /** The stem of a name that ends in a format known at synth: nothing is left for Argo to compute. */
  private knownStem(): Value | undefined {
    const last = this.parts.at(-1);
    const kept = typeof last === 'string' ? /^(.*)[.](fastq|fq|fasta|fa|fna)([.]gz)?$/.exec(last)?.[1] : undefined;
    return kept === undefined || !this.parts.every(isNameLike)
      ? undefined
      : Value.join([...this.parts.slice(0, -1), kept]);
  }
}

function noText(piece: unknown): GenomicsError {
  return new GenomicsError('invalid-value', 'value', {
    what: 'a piece of a value is neither a plain text nor a value',
    got: `'${String(piece)}'`,
    expected: "a text without '{{', a parameter, an item or a name",
    fix: 'check how the parameter or column is spelt',
  });
}

/** True where a part can hold no folder and no query. */
function isNameLike(part: Part): boolean {
  if (typeof part === 'string') return !/[/?#]/.test(part);
  return part.kind === 'apply' && part.part !== 'dir';
}

/** What {@link NAME_EXPRESSIONS} computes in Argo, for values that are known at synth. */
export function namePart(part: NamePart, text: string): string {
  if (part === 'dir') return text.replace(/\/[^/]*$/, '');
  const name = text.replace(/[?#].*$/, '').replace(/^.*\//, '');
  if (part === 'stem') return name.replace(/([.](fastq|fq|fasta|fa|fna))?([.]gz)?$/, '');
  if (part === 'sample') return name.replace(/([._]R?[12])?(_001)?[.](fastq|fq)([.]gz)?$/, '');
  return name;
}

const base = (x: string): string => `sprig.regexReplaceAll('^.*/', sprig.regexReplaceAll('[?#].*$', ${x}, ''), '')`;

/** Argo's expression for each part: sprig functions that Argo 3.4 has. */
export const NAME_EXPRESSIONS: Readonly<Record<NamePart, (expression: string) => string>> = {
  name: base,
  stem: (x) => `sprig.regexReplaceAll('([.](fastq|fq|fasta|fa|fna))?([.]gz)?$', ${base(x)}, '')`,
  sample: (x) => `sprig.regexReplaceAll('([._]R?[12])?(_001)?[.](fastq|fq)([.]gz)?$', ${base(x)}, '')`,
  dir: (x) => `sprig.regexReplaceAll('/[^/]*$', ${x}, '')`,
};
