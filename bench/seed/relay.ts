import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request that the bucket got. */
export interface Request {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Of the body that was sent. */
  readonly bytes: number;
}

/** Stands between a mount and the S3 server and counts; the server's own log has no bytes for the parts of an upload. */
export interface Relay {
  readonly port: number;
  /** What came since the last call, once nothing comes any more. */
  readonly take: () => Promise<readonly Request[]>;
  readonly close: () => void;
}

const S3_PORT = 9000;

export async function relay(): Promise<Relay> {
  const requests: Request[] = [];
  const server = createServer((client) => {
    const upstream = connect(S3_PORT, '127.0.0.1');
    const count = counter((request) => requests.push(request));
    client.on('data', count);
    client.pipe(upstream).pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const)
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const take = async (): Promise<readonly Request[]> => {
    for (let last = -1; last !== requests.length; await sleep(200)) last = requests.length;
    return requests.splice(0);
  };
  return { port: (server.address() as AddressInfo).port, take, close: () => void server.close() };
}

/** Reads the requests of one connection, piece by piece: heads are text up to an empty line, bodies are skipped by their length. */
function counter(found: (request: Request) => void): (piece: Buffer) => void {
  let head = '';
  let body = 0;
  return (piece) => {
    let at = 0;
    while (at < piece.length) {
      if (body > 0) {
        const skipped = Math.min(body, piece.length - at);
        body -= skipped;
        at += skipped;
        continue;
      }
      const before = head.length;
      head += piece.toString('latin1', at);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      at += end + 4 - before;
      const [method = '', target = ''] = head.split(' ', 2);
      body = Number(/^content-length: *(\d+)/im.exec(head.slice(0, end))?.[1] ?? 0);
      found({ method, target, bytes: body });
      head = '';
    }
  };
}

export const bytesOf = (requests: readonly Request[]): number => requests.reduce((sum, { bytes }) => sum + bytes, 0);
