import { at, list, object, quote, text } from '../json';
import { isArgo } from '../model/world';
import { documentRule, type Problem } from '../rule';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', least: 0, most: 59, words: [] },
  { name: 'hour', least: 0, most: 23, words: [] },
  { name: 'day of month', least: 1, most: 31, words: [] },
  { name: 'month', least: 1, most: 12, words: months },
  { name: 'day of week', least: 0, most: 6, words: days },
];

export const cron = documentRule(
  'bad-schedule',
  'error',
  'a schedule is in cron’s five fields, and its time zone exists',
  function* (document) {
    if (document.kind !== 'CronWorkflow' || !isArgo(document)) return;
    const spec = object(document.manifest['spec']);
    for (const [index, value] of list(spec['schedules']).entries())
      yield* judge(text(value), at('spec', 'schedules', index));
    yield* judge(text(spec['schedule']), 'spec.schedule');
    if (spec['schedule'] !== undefined && spec['schedules'] !== undefined)
      yield { path: 'spec.schedule', message: 'Argo refuses schedule beside schedules; drop schedule.' };
    const zone = text(spec['timezone']);
    if (zone && !isZone(zone))
      yield { path: 'spec.timezone', message: `${quote(zone)} is no time zone; write one such as Europe/Berlin.` };
    const deadline = spec['startingDeadlineSeconds'];
    if (typeof deadline === 'number' && deadline < 0)
      yield { path: 'spec.startingDeadlineSeconds', message: `${deadline} is negative; write seconds from 0.` };
  },
);

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '' && !/^[+-]/.test(zone);
  } catch {
    return zone === 'Local';
  }
}

function* judge(given: string | undefined, path: string): Generator<Problem> {
  const schedule = given?.replace(/^(?:CRON_TZ|TZ)=\S+\s+/, '').trim();
  if (schedule === undefined) return;
  if (schedule.startsWith('@')) {
    if (!/^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/.test(schedule))
      yield { path, message: `${quote(given)} is no schedule; write @daily, @hourly or five fields.` };
    return;
  }
  const parts = schedule.split(/\s+/);
  if (parts.length !== fields.length) {
    yield {
      path,
      message: `${quote(given)} has ${parts.length} fields; write five: minute, hour, day of month, month, day of week.`,
    };
    return;
  }
  for (const [index, field] of fields.entries())
    if (!(parts[index] ?? '').split(',').every((part) => isRange(part, field)))
      yield {
        path,
        message: `${quote(parts[index])} is no ${field.name}; write ${field.least} to ${field.most}, *, a range or */n.`,
      };
}

function isRange(part: string, field: Field): boolean {
  const [range = '', step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*' || range === '?') return true;
  const ends = range.split('-').map((end) => numberOf(end, field));
  const [from, to = from] = ends;
  return (
    ends.length <= 2 && from !== undefined && to !== undefined && from >= field.least && to <= field.most && from <= to
  );
}

function numberOf(text: string, { words, least }: Field): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  if (word !== -1) return word + least;
  return /^\d+$/.test(text) ? Number(text) : undefined;
}
