import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server as a bucket with presigned URLs is one: GET alone, with Range and ETag. */
export interface FileServer {
  readonly url: string;
  /** Each request as the client wrote it: path and query. */
  readonly asked: readonly string[];
  /** Bytes of bodies that were sent. */
  readonly sent: () => number;
  readonly close: () => Promise<void>;
}

/** A part of a URL as a server reads it. Where its escapes are no UTF-8 they stay, in capitals: RFC 3986 has them equal. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%[0-9a-f]{2}/gi, (byte) => byte.toUpperCase());
  }
}

/**
 * Serves bodies by their decoded path. A path given with a query is served for exactly that query, else with 403 as a
 * wrong signature; `*` is any path.
 */
export async function serve(files: ReadonlyMap<string, Buffer>, host = '127.0.0.1'): Promise<FileServer> {
  const asked: string[] = [];
  let sent = 0;
  const server = createServer(({ method, url = '/', headers }, response) => {
    asked.push(url);
    const [path = '', ...query] = url.split('?');
    const name = decoded(path);
    const signed = `${name}?${decoded(query.join('?'))}`;
    const body = files.get(signed) ?? files.get(name) ?? files.get('*');
    const status =
      body !== undefined
        ? method === 'GET'
          ? 200
          : 403
        : [...files.keys()].some((key) => key.startsWith(`${name}?`))
          ? 403
          : 404;
    if (body === undefined || status !== 200) {
      response.writeHead(status).end();
      return;
    }
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '');
    const from = Number(range?.[1] ?? 0);
    const to = Math.min(Number(range?.[2] || body.length - 1), body.length - 1);
    const part = range === null ? body : body.subarray(from, to + 1);
    sent += part.length;
    response.writeHead(range === null ? 200 : 206, {
      'Accept-Ranges': 'bytes',
      'Content-Length': part.length,
      ETag: etag,
      ...(range === null ? {} : { 'Content-Range': `bytes ${from}-${to}/${body.length}` }),
    });
    response.end(part);
  });
  await new Promise<void>((listening) => server.listen(0, host, listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${port}`,
    asked,
    sent: () => sent,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}
