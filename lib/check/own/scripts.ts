import { barePipes } from '../../shell/bare-pipes';
import { ignoredFailures } from '../../shell/ignored-failures';
import { unreadable } from '../../shell/unreadable';
import { variablesRead } from '../../shell/variables-read';
import { didYouMean } from '../../values/nearest';
import { quote } from '../json';
import { containersOf } from '../model/template';
import { templateRule } from '../rule';
import { shellOf } from './options';
import { named, type StageView, stagesOf } from './stage-view';

/**
 * A POSIX shell keeps the status of a pipe's last member only. `sh` refuses such a pipe; an edit by hand may bring it.
 */
export const barePipe = templateRule(
  'bare-pipe',
  'warning',
  'no stage’s script joins commands by a `|` that hides a failure',
  function* (template) {
    for (const { text, path } of containersOf(template).flatMap((container) => shellOf(container, ['--script'])))
      for (const line of barePipes(text))
        yield {
          path,
          message:
            `${quote(line)} hides a failure of all but the last command; write pipe(sh\`…\`, sh\`…\`) where the ` +
            'stage is made, and synthesize again.',
        };
  },
);

export const ignoredFailure = templateRule(
  'ignored-failure',
  'warning',
  'no stage’s script goes on whatever a command said, as by `|| true`',
  function* (template) {
    for (const { text, path } of containersOf(template).flatMap((container) => shellOf(container, ['--script'])))
      for (const line of ignoredFailures(text))
        yield {
          path,
          message:
            `${quote(line)} makes a success of any failure; write if …; then …; fi for the one that is none, or ` +
            '|| fail 65 "why".',
        };
  },
);

export const brokenScript = templateRule(
  'broken-script',
  'error',
  'a shell can read every stage’s script: quotes and blocks are closed',
  function* (template) {
    for (const { text, path } of containersOf(template).flatMap((container) => shellOf(container))) {
      const found = unreadable(text);
      if (found === undefined) continue;
      const { got, line, fix } = found;
      yield { path, message: `no shell can read ${got} in ${quote(line)}; write ${fix}.` };
    }
  },
);

/** Under `set -u` a script ends where it reads a variable that nobody set. */
export const scriptVariable = templateRule(
  'script-variable',
  'error',
  'a stage’s script reads inputs and outputs that its container has',
  function* (template, flow, world) {
    for (const stage of stagesOf(template, flow, world)) {
      if (stage.isOpen) continue;
      for (const { text, path } of shellOf(stage.container))
        for (const { name, line } of variablesRead(text))
          if (!isKnown(stage, name))
            yield {
              path,
              message: `${quote(line)} reads ${name}, a variable that the container does not have; ${didYouMean(
                name,
                [...stage.env.keys()].filter((one) => /^(?:IN|OUT)_/.test(one)),
              )}`,
            };
    }
  },
);

/** Also what a file of functions may set, and what `stage-options` tells of. */
function isKnown({ env, options, files }: StageView, name: string): boolean {
  const used = named(options, /^use$/).map(({ first }) => files?.get(first) ?? name);
  const own = name.replace(/^FAILED_/, '');
  return env.has(own) || options.some(({ first }) => first === own) || used.some((text) => text.includes(name));
}
