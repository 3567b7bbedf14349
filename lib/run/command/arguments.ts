import { type Mistake, readArguments } from '../../check/command/read-arguments';
import { RUN_ENGINES, type RunEngine } from '../engines';
import type { Parameters } from '../template';

export interface Command {
  readonly paths: readonly string[];
  readonly parameters: Parameters;
  readonly parameterFile: string | undefined;
  readonly claims: Parameters;
  readonly workflow: string | undefined;
  readonly engine: RunEngine;
  readonly isStub: boolean;
  readonly upTo: string | undefined;
  readonly output: 'plain' | 'json';
}

export const usage = `usage: cdk8s-genomics run [options] <file or folder>...

Runs a workflow of these manifests on this machine, as Argo would. It is for authors and tests: production is Argo.

  -p, --parameter <name>=<value>   a parameter of the workflow; may be repeated
  --parameter-file <file>          parameters, as a map in YAML or JSON
  --volume <claim>=<folder>        the folder that stands for a claim; may be repeated
  --workflow <name>                which one, where the manifests hold several; <namespace>/<name> or
                                   <kind>/<name> where several have that name
  --engine host|docker|podman      what runs containers: this machine's own tools, which is the default, or
                                   an engine that takes the manifests' images, users and limits
  --stub                           each stage makes its outputs at once, without its tools
  --up-to <stage>                  that stage and what it needs, and nothing else
  --output plain|json              how the end is written
  --help                           this text

exit status: 0 it succeeded, 1 it failed, 2 it could not begin, 130 it was interrupted
`;

const OPTIONS = {
  parameter: { type: 'string', short: 'p', multiple: true },
  'parameter-file': { type: 'string' },
  volume: { type: 'string', multiple: true },
  workflow: { type: 'string' },
  engine: { type: 'string' },
  stub: { type: 'boolean' },
  'up-to': { type: 'string' },
  output: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The command's arguments, or what is wrong with them. */
export function parseCommand(given: readonly string[]): Command | 'help' | Mistake {
  const read = readArguments(given, OPTIONS);
  if ('mistake' in read) return read;
  const { values, positionals: paths } = read;
  if (values.help === true) return 'help';
  const { output = 'plain', engine = 'host' } = values;
  if (output !== 'plain' && output !== 'json') return { mistake: `--output ${output}: write plain or json.` };
  const known = RUN_ENGINES.find((one) => one === engine);
  if (known === undefined) return { mistake: `--engine ${engine}: write host, docker or podman.` };
  const parameters = pairs(values.parameter ?? []);
  if (typeof parameters === 'string') return { mistake: `-p ${parameters}: write <name>=<value>.` };
  const claims = pairs(values.volume ?? []);
  if (typeof claims === 'string') return { mistake: `--volume ${claims}: write <claim>=<folder>.` };
  if (paths.length === 0) return { mistake: 'name a file or a folder; see --help.' };
  return {
    paths,
    parameters,
    parameterFile: values['parameter-file'],
    claims,
    workflow: values.workflow,
    engine: known,
    isStub: values.stub === true,
    upTo: values['up-to'],
    output,
  };
}

/** Pairs with an equals sign between, or the first text that is none. */
function pairs(texts: readonly string[]): Parameters | string {
  const wrong = texts.find((text) => !/^[^=]+=/.test(text));
  if (wrong !== undefined) return wrong;
  return Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
}
