import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One file in a folder or below a URL. */
export async function readSource(source: string, file: string): Promise<Buffer> {
  if (!/^https?:\/\//.test(source)) return readFile(join(source, file));
  const url = `${source.replace(/\/?$/, '/')}${file}`;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return Buffer.from(await response.arrayBuffer());
}
