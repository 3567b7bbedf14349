import type { IConstruct } from 'constructs';
import { kubernetesEscape } from '../argo/kubernetes-expand';
import type { EnvironmentVariable } from '../argo/model';
import { GenomicsError } from '../errors';
import { mustBeName } from './queue';

/** A key of a Secret in the workflow's namespace. Nobody but the pod ever sees what it holds. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/** A text that changes nothing of what a tool makes, as a proxy's address: it is not in the work key. */
export interface PlainText {
  readonly value: string;
  readonly affectsResults: false;
}

/** What a variable holds: a text, which is in the work key, one that is not, or a key of a Secret. */
export type EnvironmentValue = string | PlainText | SecretKey;

/** Variables of a stage's container, by name. */
export type Environment = Readonly<Record<string, EnvironmentValue>>;

/** Capitals, which no variable of our shell has, and the proxies' names, which tools know in small letters only. */
const NAME = /^([A-Z_][A-Z0-9_]*|(http|https|ftp|all|no)_proxy)$/;

/** What a stage's container has already, or its shell lives by. */
const TAKEN =
  /^((IN|OUT|FAILED|ARGO)_.*|RUN|RETRY|NODE|THREADS|MEMORY|TMPDIR|HOME|PATH|LC_ALL|HOSTNAME|IFS|ENV|(OLD)?PWD|CDPATH)$/;

/** Refuses, where it is written, a variable that no container could have. */
export function mustBeEnvironment(where: IConstruct, environment: Environment): void {
  for (const [name, given] of Object.entries(environment)) {
    mustBeFree(where, name);
    if (typeof given === 'string') mustBeLine(where, name, given);
    else if ('value' in given) mustBeLine(where, name, given.value);
    else mustBeSecretKey(where, given.secret, given.key);
  }
}

/** The variables as a container has them. */
export function variablesOf(environment: Environment): readonly EnvironmentVariable[] {
  return Object.entries(environment).map(([name, given]) => {
    if (typeof given === 'string') return { name, value: kubernetesEscape(given) };
    return 'value' in given
      ? { name, value: kubernetesEscape(given.value) }
      : { name, secret: given.secret, key: given.key };
  });
}

/** What stage.sh must know of them: the texts that are in the work key, and the Secrets that must be there. */
export function environmentOptions(environment: Environment): readonly string[] {
  return Object.entries(environment).flatMap(([name, given]) => {
    if (typeof given === 'string') return [`--value=${name}`];
    return 'value' in given ? [] : [`--secret=${name},${given.secret}/${given.key}`];
  });
}

/** Refuses what no Secret, or none of its keys, is called. */
export function mustBeSecretKey(where: IConstruct, secret: string, key: string): void {
  mustBeName(where, "a Secret's name", secret);
  if (/^[-._a-zA-Z0-9]+$/.test(key)) return;
  throw new GenomicsError('invalid-value', where, {
    what: "a Secret's key is none",
    got: `'${key}'`,
    expected: "letters, digits, '-', '_' and '.'",
    fix: 'give the key as kubectl describe secret shows it',
  });
}

function mustBeFree(where: IConstruct, name: string): void {
  const isTaken = TAKEN.test(name);
  if (NAME.test(name) && !isTaken) return;
  throw new GenomicsError('invalid-name', where, {
    what: isTaken ? 'a variable of env is one that every stage has' : 'the name of a variable of env is not allowed',
    got: `'${name}'`,
    expected: isTaken
      ? 'a name of your own'
      : 'capitals, digits and underscores, not beginning with a digit, or a proxy’s name, as https_proxy',
    fix: isTaken ? 'choose another name, or set the variable in the script' : 'choose another name',
  });
}

function mustBeLine(where: IConstruct, name: string, text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is refused
  if (!/\{\{|[\u0000-\u0008\u000a-\u001f\u007f]/.test(text)) return;
  throw new GenomicsError('invalid-value', where, {
    what: `variable '${name}' of env is not a plain text`,
    got: JSON.stringify(text),
    expected: "one line without '{{'",
    fix: 'declare an input for what is known at run time, or mount a file for several lines',
  });
}
