import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decoded } from './serve';

/** What a server sends for one path. */
export interface Source {
  readonly status?: number;
  readonly body: Buffer;
  /** Bytes of the file after which nothing more comes: the line stays open, is torn, or ends as if that were all. */
  readonly until?: number;
  readonly then?: 'stall' | 'tear' | 'end';
  /** Answers whole files alone, without ETag. */
  readonly isPlain?: boolean;
}

export interface FaultServer {
  readonly url: string;
  /** What is sent; may be changed at any time. */
  readonly sources: Map<string, Source>;
  readonly close: () => Promise<void>;
}

/** A server that can go wrong: Range and ETag as a bucket has them, and faults in the middle. */
export async function serveFaults(host = '127.0.0.1'): Promise<FaultServer> {
  const sources = new Map<string, Source>();
  const server = createServer(({ url = '/', headers }, response) => {
    const source = sources.get(decoded(url.split('?')[0] ?? ''));
    if (source === undefined) response.writeHead(404, { 'Content-Type': 'text/html' }).end('<html>Not Found</html>');
    else if (source.status !== undefined && source.status >= 400) response.writeHead(source.status).end(source.body);
    else send(source, headers.range, response);
  });
  await new Promise<void>((listening) => server.listen(0, host, listening));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((closed) => {
      server.closeAllConnections();
      server.close(() => closed());
    });
  return { url: `http://${host}:${port}`, sources, close };
}

function send(
  { body, until = body.length, then = 'end', isPlain = false }: Source,
  asked: string | undefined,
  response: ServerResponse,
): void {
  const range = isPlain ? null : /^bytes=(\d+)-(\d*)$/.exec(asked ?? '');
  const from = Number(range?.[1] ?? 0);
  const to = Math.min(Number(range?.[2] || body.length - 1), body.length - 1);
  if (range !== null && from > to) {
    response.writeHead(416, { 'Content-Range': `bytes */${body.length}` }).end();
    return;
  }
  const isWhole = to < until;
  response.writeHead(range === null ? 200 : 206, {
    ...(isPlain ? {} : { 'Accept-Ranges': 'bytes', ETag: `"${createHash('md5').update(body).digest('hex')}"` }),
    ...(then === 'end' && !isWhole ? { Connection: 'close' } : { 'Content-Length': to - from + 1 }),
    ...(range === null ? {} : { 'Content-Range': `bytes ${from}-${to}/${body.length}` }),
  });
  const part = body.subarray(from, Math.max(from, Math.min(to + 1, until)));
  if (isWhole || then === 'end') response.end(part);
  else if (then === 'stall') response.write(part);
  else response.write(part, () => setTimeout(() => response.destroy(), 20));
}
