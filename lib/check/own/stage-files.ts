import { list, object, scalar, text } from '../json';
import { containersOf, type TaskView, type TemplateView } from '../model/template';
import { ourWords } from './protocol';

interface Making {
  readonly maker: TaskView;
  readonly made: TemplateView;
}

interface Reading {
  readonly reader: TaskView;
  readonly read: TemplateView;
}

/** Where a task of ours gets a file that another makes. It knows it by the path of the maker's first output. */
export function fileOf({ maker, made }: Making, { reader, read }: Reading): { path: string; what: string } | undefined {
  const paths = [...outputsOf(made)].flatMap((name) => argument(maker, name) ?? []);
  const own = outputsOf(read);
  for (const [name, { path }] of reader.parameters) {
    const lines = own.has(name) ? [] : (argument(reader, name) ?? '').split('\n');
    if (lines.some((line) => paths.some((output) => line.startsWith(`${output}/`))))
      return { path, what: `a file that ${maker.name} makes` };
  }
  return undefined;
}

function argument(task: TaskView, name: string): string | undefined {
  return scalar(task.parameters.get(name)?.json['value']) || undefined;
}

/** The parameters of a stage that say where an output goes: its container has them as `OUT_…`. */
function outputsOf(template: TemplateView): ReadonlySet<string> {
  const stages = containersOf(template).filter((container) => ourWords(container) !== undefined);
  const variables = stages.flatMap(({ json }) => list(json['env']).map(object));
  const values = variables.flatMap((one) => (text(one['name'])?.startsWith('OUT_') ? (text(one['value']) ?? []) : []));
  return new Set(values.flatMap((value) => /\binputs\.parameters\.(\w+)/.exec(value)?.[1] ?? []));
}
