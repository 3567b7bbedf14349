import { at, list, object, quote, text } from '../json';
import { isArgo } from '../model/document';
import { FULL_CRDS, isOlder, spanOf } from '../model/versions';
import { documentRule, type RuleProblem } from '../rule';
import { isZone, scheduleProblems } from './schedule';

export const cron = documentRule(
  'bad-schedule',
  'error',
  'a schedule is in cron’s five fields, and its time zone exists',
  function* (document, world): Iterable<RuleProblem> {
    if (document.kind !== 'CronWorkflow' || !isArgo(document)) return;
    const spec = object(document.manifest['spec']);
    for (const [index, value] of list(spec['schedules']).entries()) yield* judge(value, at('spec', 'schedules', index));
    yield* judge(spec['schedule'], 'spec.schedule');
    const hasBoth = spec['schedule'] !== undefined && spec['schedules'] !== undefined;
    // Later it is no field at all, which another check tells.
    if (hasBoth && isOlder(spanOf(world).newest, FULL_CRDS))
      yield { path: 'spec.schedule', message: 'Argo refuses schedule beside schedules; drop schedule.' };
    const zone = text(spec['timezone']);
    if (zone && !isZone(zone))
      yield { path: 'spec.timezone', message: `${quote(zone)} is no time zone; write one such as Europe/Berlin.` };
    const deadline = spec['startingDeadlineSeconds'];
    if (typeof deadline === 'number' && deadline < 0)
      yield { path: 'spec.startingDeadlineSeconds', message: `${deadline} is negative; write seconds from 0.` };
  },
);

function judge(given: unknown, path: string): readonly RuleProblem[] {
  return typeof given === 'string' ? scheduleProblems(given).map((message) => ({ path, message })) : [];
}
