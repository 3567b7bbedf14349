import { didYouMean } from '../../values/nearest';
import { codes } from '../index';
import type { Off } from '../options';
import { type Mistake, readArguments } from './read-arguments';
import { type Format, formats } from './report';

export interface Command {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly argoVersion: string | undefined;
  readonly off: readonly Off[];
}

export const usage = `usage: cdk8s-genomics check [options] <file or folder>...

Checks Kubernetes manifests, Argo Workflows' above all, for mistakes that the API server and argo lint let through.

  --format plain|json|github   how findings are written (github: annotations of a workflow's run)
  --argo-version <version>     the Argo that the manifests are for, such as 3.4
  --off <code>=<reason>        switches a check off; may be repeated
  --help                       this text

exit status: 0 no errors, 1 errors found, 2 something could not be read
`;

const OPTIONS = {
  format: { type: 'string' },
  'argo-version': { type: 'string' },
  off: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The command's arguments, or what is wrong with them. */
export function parseCommand(given: readonly string[]): Command | 'help' | Mistake {
  const read = readArguments(given, OPTIONS);
  if ('mistake' in read) return read;
  const { values, positionals: paths } = read;
  if (values.help === true) return 'help';
  const { format = 'plain', 'argo-version': argoVersion } = values;
  const known = formats.find((candidate) => candidate === format);
  if (known === undefined) return { mistake: `--format ${format}: write ${formats.join(', ')}.` };
  if (argoVersion !== undefined && !/^v?\d+\.\d+/.test(argoVersion))
    return { mistake: `--argo-version ${argoVersion}: write a version such as 3.4.` };
  const off: Off[] = [];
  for (const value of values.off ?? []) {
    const switched = parseOff(value, values.off);
    if ('mistake' in switched) return switched;
    off.push(switched);
  }
  if (paths.length === 0) return { mistake: 'name a file or a folder; see --help.' };
  return { paths, format: known, argoVersion, off };
}

function parseOff(value: string, all: readonly string[] = []): Off | Mistake {
  const [code = '', ...reason] = value.split('=');
  const names = codes().map((known) => known.code);
  const given = all.map((one) => one.replace(/=.*/s, ''));
  if (!names.includes(code))
    return { mistake: `--off ${code}: there is no such check; ${didYouMean(code, names, given)}` };
  return reason.join('=').trim() === ''
    ? { mistake: `--off ${code}: say why: --off ${code}=<reason>.` }
    : { code, reason: reason.join('=') };
}
