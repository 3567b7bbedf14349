import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import { type Call, type Calls, wordsOf } from '../shell/calls';
import { isDirectory } from '../storage/file';
import type { BoundInput, BoundOutput } from './bound-io';
import { changes, isSetIn } from './inputs-changed';
import { valueKey } from './scope';

/**
 * A tool that writes an index beside its one file: the suffixes, the first if no option says otherwise. With an option
 * that is not named here it may do something else.
 */
interface Indexer {
  readonly flags: readonly string[];
  /** Options with a value. */
  readonly settings: readonly string[];
  readonly suffixes: readonly string[];
}

const INDEXERS: ReadonlyMap<string, Indexer> = new Map([
  ['samtools index', { flags: ['-b', '-c'], settings: ['-m', '-@', '--threads'], suffixes: ['.bai', '.csi', '.crai'] }],
  ['samtools faidx', { flags: [], settings: [], suffixes: ['.fai'] }],
  [
    'bcftools index',
    {
      flags: ['-c', '--csi', '-t', '--tbi', '-f', '--force'],
      settings: ['-m', '--min-shift', '--threads'],
      suffixes: ['.csi', '.tbi'],
    },
  ],
  [
    'tabix',
    {
      flags: ['-f', '--force', '-C', '--csi', '-0', '--zero-based'],
      settings: ['-p', '--preset', '-s', '-b', '-e', '-c', '-S', '-m', '-@', '--threads'],
      suffixes: ['.tbi', '.csi'],
    },
  ],
  ['bwa index', { flags: ['-6'], settings: ['-a', '-b'], suffixes: ['.bwt'] }],
]);

const INDEX = '\\.(?:bai|csi|crai|tbi|fai|gzi)';

/** They only name a file. */
const ONLY_NAMES = /^(?:echo|printf|test|\[|case)$/;

/**
 * Refuses an index that a script makes beside an output which does not declare it, and does nothing with: it would be
 * lost without a word. `uses` are the texts of the files of functions that it may call.
 */
export function mustKeepIndexes(
  stage: IConstruct,
  outputs: readonly BoundOutput[],
  { calls, functions }: Calls,
  uses: readonly string[],
): void {
  const names = outputs.map(({ file }) => valueKey(file.name));
  for (const { key, variable, file } of outputs) {
    if (isDirectory(file)) continue;
    const name = valueKey(file.name);
    const isKept = (suffix: string): boolean => file.secondary.includes(suffix) || names.includes(`${name}${suffix}`);
    const madeBy = (call: Call): readonly string[] => [...madeBeside(variable, call), ...writtenBeside(variable, call)];
    const at = calls.findIndex((call) => madeBy(call).length > 0 && !madeBy(call).some(isKept));
    const [call, ...later] = calls.slice(at);
    if (at < 0 || call === undefined) continue;
    const [suffix = ''] = madeBy(call);
    const named = new RegExp(`\\$\\{?${variable}(?!\\w)|\\*`);
    const attached = new RegExp(`\\$\\{?${variable}[^\\w]|[.]${suffix.slice(1)}\\b`);
    const isUsed =
      functions.size > 0 ||
      uses.some((text) => text.includes(suffix)) ||
      later.flatMap(wordsOf).some((word) => named.test(word)) ||
      calls.flatMap(handedOn).some((word) => named.test(word)) ||
      calls.some((other) => other !== call && wordsOf(other).some((word) => attached.test(word)));
    if (isUsed) continue;
    throw refused(stage, `output '${key}'`, {
      what: 'an index is made beside it that no later stage and nobody else would find',
      got: `${suffix} of $${variable}, which is not declared`,
      expected: 'secondary files that are declared with their file',
      fix: `declare it: …result(…).with('${suffix}'); an index for this script alone belongs into "$TMPDIR"`,
    });
  }
}

/** Words that go by other names from here on. */
function handedOn({ name, args, assignments }: Call): readonly string[] {
  return name === 'for' || name === 'set' ? args : assignments;
}

/**
 * Refuses a script that reads an index which its input does not promise, or changes an input or what lies beside it.
 */
export function mustLeaveInputs(stage: IConstruct, inputs: readonly BoundInput[], { calls, functions }: Calls): void {
  for (const { key, variable, option } of inputs) {
    const [, ...secondary] = option.split(',');
    if (isSetIn(variable, calls) || !/^--(?:given|input|optional)=/.test(option)) continue;
    const part = `input '${key}'`;
    const [changed] = calls.flatMap((call) => (functions.has(call.name) ? [] : (changes(variable, call) ?? [])));
    if (changed !== undefined) {
      throw refused(stage, part, {
        what: 'the script changes or removes it, or writes beside it or into it, where other stages and runs read',
        got: changed,
        expected: 'inputs that are only read',
        fix: `write to an output or into the scratch folder; work on a copy: cp \${inputs.${key}} "$TMPDIR/copy"`,
      });
    }
    if (secondary[0] === '/') continue;
    const [made] = calls.flatMap((call) => madeBeside(variable, call));
    if (made !== undefined || calls.some((call) => editedInPlace(call).includes(`$${variable}`))) {
      throw refused(stage, part, {
        what: 'the script writes beside it or into it, where other stages and other runs read',
        got: made === undefined ? `sed -i … "$${variable}"` : `${made} of $${variable}`,
        expected: 'inputs that are only read',
        fix: `work on a link or a copy in the scratch folder: ln -s \${inputs.${key}} file, and then on file`,
      });
    }
    const unknown = typedBeside(variable, calls).find((suffix) => !secondary.includes(suffix));
    if (unknown === undefined) continue;
    throw refused(stage, part, {
      what: 'the script names an index of it that is not declared: nobody has verified that it is there',
      got: `"$${variable}"${unknown}`,
      expected: secondary.length === 0 ? 'secondary files that are declared' : `one of ${secondary.join(', ')}`,
      fix: `declare it with the file: .with('${unknown}')`,
    });
  }
}

/** The suffixes of which a tool makes one beside a variable's file. */
function madeBeside(variable: string, { name, args }: Call): readonly string[] {
  const tool = name.replace(/^.*\//, '');
  const [command = ''] = args;
  const whole = INDEXERS.get(tool);
  const indexer = whole ?? INDEXERS.get(`${tool} ${command}`);
  if (indexer === undefined) return [];
  const files = operandsOf(whole === undefined ? args.slice(1) : args, indexer);
  return files?.length === 1 && files[0] === `$${variable}` ? indexer.suffixes : [];
}

/** Words that are no options; undefined where one is not known. */
function operandsOf(args: readonly string[], { flags, settings }: Indexer): readonly string[] | undefined {
  const operands: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-')) operands.push(word);
    else if (settings.includes(word)) at += 1;
    else if (!flags.includes(word) && !settings.some((one) => isSetBy(word, one))) return undefined;
  }
  return operands;
}

/** `-@4` and `--threads=4`. */
function isSetBy(word: string, option: string): boolean {
  return option.startsWith('--') ? word.startsWith(`${option}=`) : word.startsWith(option);
}

/** The suffix of an index that a command's output is, beside a variable's file. */
function writtenBeside(variable: string, { redirects }: Call): readonly string[] {
  const beside = new RegExp(`^\\$${variable}(${INDEX})$`);
  return redirects.flatMap(({ operator, target }) =>
    operator.startsWith('>') ? (beside.exec(target)?.[1] ?? []) : [],
  );
}

/** Suffixes of indexes of a variable's file that commands get in any run, where the script never asks for them. */
function typedBeside(variable: string, calls: readonly Call[]): readonly string[] {
  const beside = new RegExp(`^(?:-.*=)?\\$${variable}(${INDEX})$`);
  const named = (call: Call): readonly string[] => wordsOf(call).flatMap((word) => beside.exec(word)?.[1] ?? []);
  const reads = ({ name, isSure }: Call): boolean => isSure && !ONLY_NAMES.test(name);
  const asked = calls.filter((call) => !reads(call)).flatMap(named);
  return calls
    .filter(reads)
    .flatMap(named)
    .filter((suffix) => !asked.includes(suffix));
}

/** The files that `sed -i` changes: all words that are neither options nor their values, but its program. */
function editedInPlace({ name, args }: Call): readonly string[] {
  if (name !== 'sed' || !args.some((word) => /^(?:-[nErsuz]*i|--in-place)/.test(word))) return [];
  const hasProgram = args.some((word) => /^(?:-[nErsuz]*[ef]|--expression|--file)/.test(word));
  const files = args.filter(
    (word, at) => !word.startsWith('-') && !/^(?:-[nErsuz]*[efl]|--expression|--file)$/.test(args[at - 1] ?? ''),
  );
  return hasProgram ? files : files.slice(1);
}

function refused(
  stage: IConstruct,
  part: string,
  problem: { readonly what: string; readonly got: string; readonly expected: string; readonly fix: string },
): GenomicsError {
  return new GenomicsError('invalid-value', stage, problem, [], part);
}
