import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import { type Call, type Calls, callsIn, wordsOf } from '../shell/calls';
import { FASTQ, FETCH } from '../shell/files';
import type { ScriptFile } from '../shell/script-file';
import type { ShellFile } from '../shell/shell-file';
import { withoutComments } from '../shell/shell-quotes';
import { variablesRead } from '../shell/variables-read';
import type { IVolume } from '../storage/file';
import { mustKeepIndexes, mustLeaveInputs } from './beside';
import type { BoundInput, BoundOutput } from './bound-io';

/** A stage's shell, and what it declares. */
export interface ScriptTexts {
  readonly inputs: readonly BoundInput[];
  readonly outputs: readonly BoundOutput[];
  readonly volumes: readonly IVolume[];
  readonly script: string;
  readonly identify: string | undefined;
  readonly stub: string | undefined;
  readonly uses: readonly ShellFile[];
  /** Script files that they name. */
  readonly files: readonly ScriptFile[];
}

/** Refuses what can be seen in a script's text and would fail when it has run: for hours, maybe. */
export function mustAgree(stage: IConstruct, texts: ScriptTexts): void {
  mustMakeOutputs(stage, 'script', texts.script, texts);
  if (texts.stub !== undefined) mustMakeOutputs(stage, 'stub', texts.stub, texts);
  const all = { script: texts.script, identify: texts.identify ?? '', stub: texts.stub ?? '' };
  for (const [part, text] of Object.entries(all)) {
    mustBeDeclared(stage, part, text, texts);
    const calls = callsIn(text);
    if (calls === undefined) continue;
    mustNameNoPath(stage, part, calls, texts.volumes);
    mustBeCommands(stage, part, calls);
    mustBeInEnvironment(stage, part, text, texts);
    if (part !== 'script') continue;
    mustKeepIndexes(
      stage,
      texts.outputs,
      calls,
      texts.uses.map((file) => file.text),
    );
    mustLeaveInputs(stage, texts.inputs, calls);
    mustHaveValues(stage, texts, calls);
    mustCallWhatIsUsed(stage, texts, calls);
  }
}

/** An output may be written by what a file of the script's says, or be named by a computed variable. */
function mustMakeOutputs(
  stage: IConstruct,
  part: 'script' | 'stub',
  script: string,
  { outputs, uses, files }: ScriptTexts,
): void {
  const own = callsIn(script) === undefined ? script : withoutComments(script);
  const texts = [own, ...[...uses, ...files].map(({ text }) => text)];
  const isMentioned = (variable: string): boolean =>
    texts.some((text) => new RegExp(`\\b(${variable}\\b|OUT_["']?\\$)`).test(text));
  const missed = outputs.find(({ variable }) => !isMentioned(variable));
  if (missed === undefined) return;
  const { key, variable } = missed;
  throw new GenomicsError(
    'invalid-value',
    stage,
    {
      what: `the ${part} never mentions it`,
      got: `a ${part} without $${variable}${script.includes(variable) ? ' but in a comment' : ''}`,
      expected: `a ${part} that writes each of its outputs`,
      fix:
        `write it: … > \${outputs.${key}}; ` +
        `for a tool that takes a prefix, out=\${outputs.${key}} and "\\\${out%.*}"; or declare it no longer`,
    },
    [],
    `output '${key}'`,
  );
}

/** Of a variable that it sets itself, or has a default for, a script knows. */
function mustBeDeclared(stage: IConstruct, part: string, text: string, { inputs, outputs, uses }: ScriptTexts): void {
  const declared = [...inputs, ...outputs].map(({ variable }) => variable);
  const known = new Set([...declared, ...inputs.map(({ variable }) => `FAILED_${variable}`)]);
  const isSet = (name: string): boolean => uses.some((file) => new RegExp(`\\b${name}\\b`).test(file.text));
  const unknown = variablesRead(text).find(({ name }) => !known.has(name) && !isSet(name));
  if (unknown === undefined) return;
  throw new GenomicsError(
    'invalid-value',
    stage,
    {
      what: 'it reads a variable that no input and no output has, and that it does not set itself',
      got: `$${unknown.name}`,
      expected: `one of ${declared.map((name) => `$${name}`).join(', ')}`,
      fix: 'declare it, and write the reference that `script` receives: ${inputs.x}',
    },
    [],
    part,
  );
}

/** A program in a text reads it, which no shell tells: `ENVIRON["IN_X"]` of awk is empty, where it is misspelt. */
function mustBeInEnvironment(
  stage: IConstruct,
  part: string,
  text: string,
  { inputs, outputs, uses }: ScriptTexts,
): void {
  const declared = [...inputs, ...outputs].map(({ variable }) => variable);
  const read = [...text.matchAll(/\b(?:ENVIRON|environ)\[["']((?:IN|OUT)_[A-Z0-9_]+)["']\]/g)].map(
    ([, name = '']) => name,
  );
  const all = [text, ...uses.map((file) => file.text)].join('\n');
  const mentions = (name: string): number => [...all.matchAll(new RegExp(`\\b${name}\\b`, 'g'))].length;
  const unknown = read.find(
    (name) => !declared.includes(name) && mentions(name) === read.filter((other) => other === name).length,
  );
  if (unknown === undefined) return;
  throw new GenomicsError(
    'invalid-value',
    stage,
    {
      what: 'a program in it asks the environment for a variable that no input and no output has',
      got: `ENVIRON["${unknown}"]`,
      expected: `one of ${declared.join(', ')}`,
      fix: 'declare it, or correct the name',
    },
    [],
    part,
  );
}

/** An option in the place of a command: the line before it lost its backslash, or has a blank behind it. */
function mustBeCommands(stage: IConstruct, part: string, { calls }: Calls): void {
  const option = calls.find(({ name }) => /^--?[A-Za-z@]/.test(name));
  if (option === undefined) return;
  throw new GenomicsError(
    'invalid-value',
    stage,
    {
      what: 'an option stands where a command does',
      got: [option.name, ...option.args].join(' '),
      expected: 'a command and its options in one line, or lines that end with a backslash',
      fix: "end the line before it with '\\', and nothing behind that",
    },
    [],
    part,
  );
}

/** Their options are mostly flags, and a file behind one is a word of its own. */
const PLAIN = /^(?:echo|printf|test|\[|case|for|z?cat|z?grep|head|tail|sort|uniq|wc|ls|cp|mv|ln|rm|g(?:un)?zip|tar)$/;

/**
 * Refuses an option before what may be empty, where a script names that nowhere else: it cannot have asked whether it
 * is there. What it does in a branch may hang on something else that tells it.
 */
function mustHaveValues(stage: IConstruct, { inputs, script, uses }: ScriptTexts, { calls }: Calls): void {
  for (const { key, variable, option } of inputs) {
    const name = new RegExp(`\\b${variable}\\b`, 'g');
    if (!/^--optional(-url)?=/.test(option) || uses.some(({ text }) => name.test(text))) continue;
    const behind = calls.flatMap((call) =>
      PLAIN.test(call.name) || !call.isSure ? [] : optionsBefore(variable, call),
    );
    const [flag = ''] = behind;
    const mentions = withoutComments(script).match(name) ?? [];
    if (behind.length === 0 || mentions.length > behind.length) continue;
    const asked = `if [ -n \${inputs.${key}} ]; then …; fi`;
    throw new GenomicsError(
      'invalid-value',
      stage,
      {
        what: 'an option stands before a file that may not be there, and the command would get an empty word',
        got: `${flag}${flag.endsWith('=') ? '' : ' '}"$${variable}"`,
        expected: 'the option and the file, or neither',
        fix: option.startsWith('--optional-url')
          ? `write ${asked}`
          : `write \${inputs.${key}.option('${flag}')} where it belongs to ${flag}, else ${asked}`,
      },
      [],
      `input '${key}'`,
    );
  }
}

/** The options of which a variable is the value: `-b` and `--bed=`. */
function optionsBefore(variable: string, { args }: Call): readonly string[] {
  return args.flatMap((word, at) => {
    const next = args[at + 1] === `$${variable}` ? /^--?[A-Za-z][-\w]*$/.exec(word)?.[0] : undefined;
    const own = word.endsWith(`=$${variable}`) ? /^--?[A-Za-z][-\w]*=(?=\$)/.exec(word)?.[0] : undefined;
    return next ?? own ?? [];
  });
}

/** Functions of ours that a script calls by name, by their files. Names that are words of everyday are left out. */
const FUNCTIONS = new Map([
  ...['fetch', 'unpack', 'must_name_file'].map((name) => [name, FETCH] as const),
  ...['must_be_reads', 'must_be_mates'].map((name) => [name, FASTQ] as const),
]);

/** Functions of FASTQ that call some of FETCH. */
const FETCHING = /^(?:reads|begin_mates)$/;

/** The shell would tell it when the stage runs, maybe after hours of other work. */
function mustCallWhatIsUsed(stage: IConstruct, { uses, files }: ScriptTexts, { calls, functions }: Calls): void {
  // What such a command reads may define any function.
  if (calls.some(({ name }) => /^(?:[.]|eval|alias)$/.test(name))) return;
  const isDefined = (name: string): boolean => {
    const definition = new RegExp(`(?:^|[\\s;])${name} *\\(\\)`);
    return functions.has(name) || [...uses, ...files].some(({ text }) => definition.test(text));
  };
  for (const { name } of calls) {
    const isFetching = FETCHING.test(name) && uses.includes(FASTQ) && !functions.has(name) && !isDefined('fetch');
    const file = isFetching ? FETCH : FUNCTIONS.get(name);
    if (file === undefined || uses.includes(file) || (!isFetching && isDefined(name))) continue;
    throw new GenomicsError(
      'invalid-value',
      stage,
      {
        what: `it calls ${name}, a function of a file that the stage does not use`,
        got: `no ${file.name} in uses`,
        expected: 'each file whose functions it calls',
        fix:
          `add it: uses: [${file.name.replace('.sh', '').toUpperCase()}], of cdk8s-genomics/shell; ` +
          `a program of the image is called by command ${name}`,
      },
      [],
      'script',
    );
  }
}

/** They take texts, not files; of some the first word is a program or a pattern. */
const TEXTS = /^(?:echo|printf|test|\[|case|expr|tr|say|fail)$/;
const PATTERNS = /^(?:[ef]?grep|sed|[gm]?awk)$/;

/** A word that is a path below a mount, or an option's or a variable's value that is one. With blanks it is a text. */
function mustNameNoPath(stage: IConstruct, part: string, { calls }: Calls, volumes: readonly IVolume[]): void {
  const words = calls.filter(({ name }) => !TEXTS.test(name)).flatMap((call) => [call.name, ...filesNamed(call)]);
  for (const { mountPath } of volumes) {
    const path = new RegExp(`^(?:-[^=]*=|\\w+=)?(${escaped(mountPath)}/\\S{2,})$`);
    const typed = words.flatMap((word) => path.exec(word)?.[1] ?? [])[0];
    if (typed === undefined) continue;
    throw new GenomicsError(
      'unlinked-path',
      stage,
      {
        what: 'it names a file on a volume, which the stage then neither waits for nor verifies',
        got: typed,
        expected: 'declared inputs and outputs',
        fix: `declare it, a stage’s output or volume.file('${typed.slice(mountPath.length)}'), and write \${inputs.x}`,
      },
      [],
      part,
    );
  }
}

function filesNamed(call: Call): readonly string[] {
  if (!PATTERNS.test(call.name)) return wordsOf(call);
  const { args } = call;
  const first = args.findIndex((word) => !word.startsWith('-'));
  return wordsOf({ ...call, args: args.filter((_, at) => at !== first && args[at - 1] !== '-e') });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
