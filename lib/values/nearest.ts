/** The name that was probably meant, whatever its capitals; those that are given already were not. */
export function nearest(
  name: string,
  candidates: Iterable<string>,
  given: Iterable<string | undefined> = [],
): string | undefined {
  const taken = new Set(given);
  const folded = inSmallLetters(name);
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    if (taken.has(candidate)) continue;
    const steps = distance(folded, inSmallLetters(candidate), least);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** A sentence with the names that there are; those that are given already were not meant. */
export function didYouMean(
  name: string,
  candidates: Iterable<string>,
  given: Iterable<string | undefined> = [],
): string {
  const names = [...new Set(candidates)].filter((candidate) => candidate !== '');
  const best = nearest(name, names, given);
  if (best !== undefined) return `did you mean ${best}?`;
  if (names.length === 0) return 'there are none.';
  return `there are: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : '.'}`;
}

/** As awk does it, for the bytes of a sheet: other letters stay. */
function inSmallLetters(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Letters to add, drop, change or swap. */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : limit;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[right.length] ?? limit;
}
