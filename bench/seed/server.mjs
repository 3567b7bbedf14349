// usage: node bench/seed/server.mjs FOLDER: serves it with ETag and ranges, as a bucket does, and prints its address. Ends with its standard input.
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';

const [folder = '.'] = process.argv.slice(2);
const server = createServer(({ url = '/', headers }, response) => {
  const path = join(folder, normalize(new URL(url, 'http://local').pathname));
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) return void response.writeHead(404).end();
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = Math.min(Number(range?.[2] || found.size - 1), found.size - 1);
  response.writeHead(range === null ? 200 : 206, {
    'Accept-Ranges': 'bytes',
    'Content-Length': end - start + 1,
    ETag: `"${found.size}-${found.mtimeMs}"`,
    ...(range === null ? {} : { 'Content-Range': `bytes ${start}-${end}/${found.size}` }),
  });
  createReadStream(path, { start, end }).pipe(response);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on('end', () => process.exit());
