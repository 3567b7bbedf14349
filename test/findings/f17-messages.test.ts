/** The finding: messages did not name the wrong member or field, nor a way that the tool has. */
import { GenomicsStage, ParallelMapStage, type ShellVariable, sh } from '../../lib';
import { makes, newWorkflow } from '../synth';
import { count, messageOf } from './count';

const untyped = (value: unknown): never => value as never;

test('a wrong field of a row is named', () => {
  const { workflow, run } = newWorkflow();
  const map = () =>
    new ParallelMapStage(workflow, 'm', {
      over: untyped([{ sample: 'a', lane: 1 }]),
      each: (scope) => new GenomicsStage(scope, 's', { outputs: { x: run.result('x') }, script: makes }),
    });
  expect(messageOf(map)).toContain("'over[0].lane' is of a wrong kind, got number 1");
});

test('a wrong member of a list of files is named', () => {
  const { volume } = newWorkflow();
  const files = untyped([volume.file('/a'), '/b']);
  expect(messageOf(() => count(makes, { files }))).toMatch(/'files\[1\]' is of a wrong kind, got the text '\/b'/);
});

test('a misspelt field of an estimate is named', () => {
  expect(messageOf(() => count(makes, {}, { estimate: { minute: 4 } }))).toContain('did you mean minutes?');
});

test.each<[string, (x: ShellVariable) => unknown, string]>([
  ['sed', (x) => sh`sed "s/a/${x}-/" y`, 'sed takes none: awk -v'],
  ['perl', (x) => sh`perl -ne "print if /${x}-/" y`, '$ENV{X}'],
  ['jq', (x) => sh`jq ".[${x}]" y`, 'jq --arg x ${x}'],
  ['sqlite3', (x) => sh`sqlite3 db "select ${x}"`, 'a scriptFile in Python or R'],
  ['awk', (x) => sh`awk "\$1 > ${x}" y`, 'awk -v min=${min}'],
])('how %s takes a value is told', (_, write, advice) => {
  const message = messageOf(() => count(({ inputs: { x } }) => untyped(write(untyped(x))), { x: 'a' }));
  expect(message).toContain('a value would become a part of a program');
  expect(message).toContain(advice);
});
