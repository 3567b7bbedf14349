import { quote } from '../json';

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

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '' && !/^[+-]/.test(zone);
  } catch {
    return zone === 'Local';
  }
}

/** What is wrong with a text as a schedule of cron's five fields, one message for each field. */
export function scheduleProblems(given: string): readonly string[] {
  const schedule = given.replace(/^(?:CRON_TZ|TZ)=\S+\s+/, '').trim();
  if (schedule.startsWith('@')) {
    if (
      /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every (?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+)$/.test(
        schedule,
      )
    )
      return [];
    return [`${quote(given)} is no schedule; write @daily, @hourly or five fields.`];
  }
  const parts = schedule.split(/\s+/);
  if (parts.length !== fields.length)
    return [`${quote(given)} has ${parts.length} fields; write five: minute, hour, day of month, month, day of week.`];
  return fields.flatMap((field, index) =>
    (parts[index] ?? '').split(',').every((part) => isRange(part, field))
      ? []
      : [`${quote(parts[index])} is no ${field.name}; write ${field.least} to ${field.most}, *, a range or */n.`],
  );
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
