/** Where two texts part, for a person to read; undefined when they are equal. */
export function firstDifference(file: string, committed: string, fresh: string): string | undefined {
  if (committed === fresh) return undefined;
  const old = committed.split('\n');
  const now = fresh.split('\n');
  const at = now.findIndex((line, index) => line !== old[index]);
  const line = at < 0 ? now.length : at;
  const shown = [old, now].map((text) => text[line] ?? '(end of file)');
  return `${file}:${line + 1} differs from what the CRDs give\n- ${shown[0]}\n+ ${shown[1]}`;
}
