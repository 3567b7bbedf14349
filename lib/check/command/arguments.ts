import { codes } from '../index';
import type { Off } from '../options';
import { meant } from '../variables/scope';
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

/** The command's arguments, or what is wrong with them. */
export function parseCommand(given: readonly string[]): Command | 'help' | { readonly mistake: string } {
  const paths: string[] = [];
  const off: Off[] = [];
  let [format, argoVersion]: [Format, string | undefined] = ['plain', undefined];
  const rest = [...given];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--help' || word === '-h') return 'help';
    if (!word.startsWith('--')) {
      paths.push(word);
      continue;
    }
    const [option = '', inline] = word.includes('=')
      ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
      : [word];
    if (!['--format', '--argo-version', '--off'].includes(option))
      return { mistake: `there is no option ${option}; see --help.` };
    const value = inline ?? rest.shift();
    if (value === undefined) return { mistake: `${option} needs a value; see --help.` };
    if (option === '--format') {
      const known = formats.find((candidate) => candidate === value);
      if (known === undefined) return { mistake: `--format ${value}: write ${formats.join(', ')}.` };
      format = known;
    } else if (option === '--argo-version') {
      if (!/^v?\d+\.\d+/.test(value)) return { mistake: `--argo-version ${value}: write a version such as 3.4.` };
      argoVersion = value;
    } else {
      const switched = parseOff(value);
      if ('mistake' in switched) return switched;
      off.push(switched);
    }
  }
  if (paths.length === 0) return { mistake: 'name a file or a folder; see --help.' };
  return { paths, format, argoVersion, off };
}

function parseOff(value: string): Off | { readonly mistake: string } {
  const [code = '', ...reason] = value.split('=');
  const names = codes().map((known) => known.code);
  if (!names.includes(code)) return { mistake: `--off ${code}: there is no such check; ${meant(code, names)}` };
  return reason.join('=').trim() === ''
    ? { mistake: `--off ${code}: say why: --off ${code}=<reason>.` }
    : { code, reason: reason.join('=') };
}
