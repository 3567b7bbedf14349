import type { Call } from '../shell/calls';

/** They take files away. */
const TAKES_AWAY = /^(?:rm|mv|unlink|shred)$/;

/** What replaces a file, unless it is told otherwise, and the options with which it still does. */
const REPLACES = /^(?:g(?:un)?zip|b(?:un)?zip2|(?:un)?xz|bgzip)$/;
const STILL = /^(?:-[dfvnNq1-9]+|--(?:decompress|uncompress|force|verbose|quiet|fast|best))$/;

/** The command, as a message shows it, that surely changes or removes an input, or writes beside or into it. */
export function changes(variable: string, call: Call): string | undefined {
  const own = `$${variable}`;
  const around = new RegExp(`^\\$(?:${variable}(?![\\w])|\\{${variable}\\})`);
  const redirect = call.redirects.find(({ operator, target }) => /^>[>|]?$/.test(operator) && around.test(target));
  if (redirect !== undefined) return `${redirect.operator}${shown(redirect.target, variable)}`;
  const name = call.name.replace(/^.*\//, '');
  const word = changedBy(name, call.args, { own, around });
  return word === undefined ? undefined : `${name} … ${shown(word, variable)}`;
}

interface Input {
  readonly own: string;
  /** Itself, or what lies beside or in it. */
  readonly around: RegExp;
}

function changedBy(name: string, args: readonly string[], { own, around }: Input): string | undefined {
  const itself = args.find((word) => word === own);
  if (TAKES_AWAY.test(name) && itself !== undefined) return itself;
  if (name === 'tee') return args.find((word) => around.test(word));
  if (name === 'mkdir') return args.find((word) => word !== own && around.test(word));
  if (REPLACES.test(name)) return args.every((word) => word === own || STILL.test(word)) ? itself : undefined;
  if (/^(?:samtools|bcftools)$/.test(name)) {
    return args.find((word, at) => around.test(word) && /^(?:-o|--output)$/.test(args[at - 1] ?? ''));
  }
  const last = args.at(-1) ?? '';
  const operands = args.filter((word) => !word.startsWith('-'));
  const isElsewhere = args.some((word) => /^(?:-[a-zA-Z]*[nt]|--(?:target-directory|no-clobber)\b.*)$/.test(word));
  return /^(?:cp|mv)$/.test(name) && operands.length > 1 && !isElsewhere && around.test(last) ? last : undefined;
}

function shown(word: string, variable: string): string {
  return word.replace(new RegExp(`^\\$\\{?${variable}\\}?`), `"$${variable}"`);
}

/** Whether a script gives a variable another value. */
export function isSetIn(variable: string, calls: readonly Call[]): boolean {
  return calls.some(
    ({ name, args, assignments }) =>
      assignments.some((text) => text.startsWith(`${variable}=`)) ||
      (/^(?:for|read|export|local|readonly|unset)$/.test(name) &&
        args.some((word) => word === variable || word.startsWith(`${variable}=`))),
  );
}
