import type { Invocation } from './template';

const TEXTS = ['--identify', '--versions', '--stub', '--script'];

/** Whether a container is a stage of this library's: it says what it makes. */
export function isStage({ container }: Invocation): boolean {
  return (container.command ?? []).some((word) => word.endsWith('/stage.sh'));
}

/**
 * A stage that makes what it declares at once: by its own stub script, or a line of text in each file. It checks its
 * values and what it reads as ever. Its work is never taken for the stage's own. Any other container does nothing.
 */
export function stubbed(invocation: Invocation): Invocation {
  const { container } = invocation;
  const resources = {};
  if (!isStage(invocation)) {
    return { ...invocation, container: { ...container, resources, command: ['true'], args: [] } };
  }
  const { options, texts } = argumentsOf(container.args ?? []);
  const kept = options
    .filter((option) => !/^--(scratch-mib|secret|mount)=/.test(option))
    .map((option) => option.replace(/^(--cache-key=.*)$/, '$1.stub'));
  const own = texts.get('--stub') ?? options.flatMap(stubOf).join('\n');
  const script = own === '' ? (texts.get('--script') ?? '') : own;
  // What a server holds is not asked: a stub reads none of it.
  const identify = texts.has('--identify') ? ['--identify', 'echo stub'] : [];
  const args = [...kept, ...identify, '--script', script];
  return { ...invocation, container: { ...container, args } };
}

/** A stage's options, and the author's texts behind them. */
export function argumentsOf(args: readonly string[]): {
  readonly options: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
} {
  const start = args.findIndex((word) => TEXTS.includes(word));
  const [options, rest] = start === -1 ? [args, []] : [args.slice(0, start), args.slice(start)];
  const pairs = rest.flatMap((word, at) => (at % 2 === 0 ? [[word, rest[at + 1] ?? ''] as const] : []));
  return { options, texts: new Map(pairs) };
}

/** With another script. The containers of other teams have none. */
export function withScript(invocation: Invocation, change: (script: string) => string): Invocation {
  const { container } = invocation;
  const args = container.args ?? [];
  const at = args.lastIndexOf('--script') + 1;
  return {
    ...invocation,
    container: { ...container, args: args.map((word, index) => (index === at ? change(word) : word)) },
  };
}

/** The shell that makes an output. */
function stubOf(option: string, _: number, all: readonly string[]): readonly string[] {
  const [, variable = '', suffixes = ''] = /^--(?:output|publish)=(\w+)(.*)$/.exec(option) ?? [];
  if (variable === '') return [];
  const content = all.includes(`--text=${variable}`) ? '[]' : 'stub';
  if (suffixes === ',/') return [`echo ${content} >"$${variable}/stub"`];
  const files = ['', ...suffixes.split(',').filter(Boolean)].map((suffix) =>
    suffix.startsWith('^') ? `"\${${variable}%.*}${suffix.slice(1)}"` : `"$${variable}${suffix}"`,
  );
  return files.map((file) => `echo ${content} >${file}`);
}

/** A file that no stage made and a stub reads, by its path in the pod, with its suffixes. */
export interface GivenFile {
  readonly path: string;
  readonly suffixes: readonly string[];
}

/** What a stage reads that must be there before the run. */
export function givenFiles(
  { container, files }: Invocation,
  env: Readonly<Record<string, string>>,
): readonly GivenFile[] {
  const { options } = argumentsOf(container.args ?? []);
  const [, mount = ''] = /^--volume=([^,]+)/.exec(options.find((one) => one.startsWith('--volume=')) ?? '') ?? [];
  return options.flatMap((option) => {
    const [, kind = '', variable = '', rest = ''] = /^--([a-z-]+)=(\w+)(.*)$/.exec(option) ?? [];
    const suffixes = rest.split(',').filter(Boolean);
    const value = env[variable] ?? '';
    const given = (path: string): readonly GivenFile[] => [{ path, suffixes }];
    switch (kind) {
      case 'given':
        return given(value);
      case 'url':
      case 'optional-url':
        return value.startsWith('/') ? given(`${mount}${value}`) : [];
      case 'input':
      case 'optional':
      case 'inputs':
        return (files[value] ?? value)
          .replaceAll('\u0001', '$')
          .split('\n')
          .filter((line) => line.startsWith('given:'))
          .flatMap((line) => given(line.slice('given:'.length)));
      default:
        return [];
    }
  });
}
