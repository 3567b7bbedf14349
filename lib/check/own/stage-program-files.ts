import { commandsCalled } from '../../shell/commands-called';
import type { RuleProblem } from '../rule';
import { shellOf } from './options';
import { named, type StageView } from './stage-view';

/** Where a stage's options and the files of its shell do not agree. */
export function* programFilesNamed(stage: StageView): Generator<RuleProblem> {
  const { options, files, container } = stage;
  if (files === undefined) return;
  const asked = named(options, /^(?:use|file)$/);
  for (const { name, first, path } of asked)
    if (!files.has(first))
      yield {
        path,
        message:
          `--${name}=${first} names a file that the ConfigMap of the stage’s shell does not have; synthesize ` +
          'again, or name one that it has.',
      };
  const names = new Set(asked.map(({ first }) => first));
  const others = [...files].filter(([file]) => !names.has(file));
  for (const { text, path } of shellOf(container)) {
    for (const [file, called] of missing(stage, names, text))
      yield {
        path,
        severity: 'warning',
        message:
          `the script calls ${called.join(', ')} of ${file}, which the stage does not read; synthesize again, ` +
          `or put --use=${file} back.`,
      };
    for (const [file] of others)
      if (stage.program === 'stage' && new RegExp(`/stage/${escaped(file)}(?![-\\w.])`).test(text))
        yield {
          path,
          severity: 'warning',
          message:
            `the script names /stage/${file}, whose content is not in the work key, so that results of another ` +
            `content count; synthesize again, or put --file=${file} back.`,
        };
  }
}

/** The functions that a script calls and no file defines that it is given, by the file that does. */
function missing(
  { files }: StageView,
  used: ReadonlySet<string>,
  script: string,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const name of commandsCalled(script)) {
    const there = [...(files ?? [])].filter(([, content]) => functionsOf(content).has(name)).map(([file]) => file);
    const [file] = there;
    const isRead = there.some((one) => used.has(one));
    if (file !== undefined && !isRead) found.set(file, [...(found.get(file) ?? []), name]);
  }
  return found;
}

/** The functions of a file that stages may use: it has a number for its results, and is no program. */
function functionsOf(content: string): ReadonlySet<string> {
  if (content.startsWith('#!') || !/^# results: \d+$/m.test(content)) return new Set();
  return new Set([...content.matchAll(/^(\w+)\(\)/gm)].map(([, name = '']) => name));
}

function escaped(name: string): string {
  return name.replaceAll(/[.+]/g, '\\$&');
}
