import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, sh, url } from '../../lib';
import { invocations } from '../../lib/run/invocations';
import { processOf } from '../../lib/run/process';
import { FETCH, identifySources } from '../../lib/shell';
import { workflowTemplate } from '../support/manifests';
import { programFolder } from '../support/program';
import { ROOT_VOLUME } from '../support/volumes';

jest.setTimeout(120_000);

const LENGTH = 64 * 2 ** 20;
const TIME = 'Wed, 21 Oct 2015 07:28:00 GMT';
const PART = { 'Content-Range': `bytes 0-0/${LENGTH}`, 'Content-Length': 1 };
const WHOLE = { 'Content-Length': LENGTH };

/** Bytes that clients took of whole bodies, but for what a socket holds. */
let sent = 0;
function body(response: ServerResponse): void {
  const chunk = Buffer.alloc(2 ** 16, 'x');
  const chunks = function* (): Generator<Buffer> {
    for (let at = 0; at < LENGTH; at += chunk.length) {
      sent += chunk.length;
      yield chunk;
    }
  };
  Readable.from(chunks(), { highWaterMark: 1 }).pipe(response);
}

type Headers = Readonly<Record<string, string | number | readonly string[]>>;

/** A server that knows ranges and has these headers; a client that asks for none gets all. */
const ranged =
  (headers: Headers, part: Headers = PART) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const isPart = request.headers.range !== undefined;
    response.writeHead(isPart ? 206 : 200, { ...headers, ...(isPart ? part : WHOLE) } as never);
    if (isPart) response.end('x');
    else body(response);
  };

/** A server that sends whole files whatever is asked, under a status. */
const plain =
  (headers: Headers, status = 200) =>
  (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(status, headers as never);
    body(response);
  };

const redirected =
  (to: string) =>
  (_: IncomingMessage, response: ServerResponse): void => {
    const own = { ETag: '"of-the-redirect"', 'Last-Modified': 'Thu, 01 Jan 2015 00:00:00 GMT', 'Content-Length': 3 };
    response.writeHead(302, { ...own, Location: to }).end('see');
  };

const SIZE = `${LENGTH}`;

/** What a server answers, and what identifies a source there: nothing where that is undefined. */
const SERVERS: Readonly<
  Record<string, readonly [(request: IncomingMessage, response: ServerResponse) => void, string | undefined]>
> = {
  'ranges and an ETag': [ranged({ ETag: '"abc"', 'Last-Modified': TIME }), `${SIZE} "abc"`],
  'ranges and a Last-Modified alone': [ranged({ 'Last-Modified': TIME }), `${SIZE} ${TIME}`],
  'no ranges, an ETag': [plain({ ...WHOLE, ETag: '"abc"' }), `${SIZE} "abc"`],
  'no ranges, a Last-Modified alone': [plain({ ...WHOLE, 'Last-Modified': TIME }), `${SIZE} ${TIME}`],
  'a weak ETag': [ranged({ ETag: 'W/"abc"' }), `${SIZE} W/"abc"`],
  'an ETag with a space in it': [ranged({ ETag: '"a b"' }), `${SIZE} "a b"`],
  'an empty ETag': [ranged({ ETag: '""', 'Last-Modified': TIME }), `${SIZE} ${TIME}`],
  'headers in lower case': [plain({ 'content-length': LENGTH, 'last-modified': TIME }), `${SIZE} ${TIME}`],
  'headers in capitals': [ranged({ ETAG: '"abc"', 'LAST-MODIFIED': TIME }), `${SIZE} "abc"`],
  'a header twice': [ranged({ 'Last-Modified': [TIME, TIME] }), `${SIZE} ${TIME}`],
  'two ETags that differ': [ranged({ ETag: ['"abc"', '"def"'] }), undefined],
  'two Last-Modified that differ': [plain({ ...WHOLE, 'Last-Modified': [TIME, TIME.replace('28', '29')] }), undefined],
  'a redirect to a Last-Modified': [redirected('/ranges-and-a-Last-Modified-alone?token=1'), `${SIZE} ${TIME}`],
  'a redirect to nothing that identifies': [redirected('/neither-ETag-nor-Last-Modified'), undefined],
  'a redirect to an error': [redirected('/an-error-page'), undefined],
  'a body in chunks': [plain({ 'Last-Modified': TIME }), undefined],
  'neither ETag nor Last-Modified': [plain(WHOLE), undefined],
  'an error page': [plain({ ...WHOLE, ETag: '"abc"', 'Last-Modified': TIME }, 404), undefined],
  'an error of the server': [plain({ ...WHOLE, ETag: '"abc"', 'Last-Modified': TIME }, 503), undefined],
};
const pathOf = (name: string): string => `/${name.replace(/\W+/g, '-')}`;

const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  const path = request.url?.split('?')[0];
  const [answer] = Object.entries(SERVERS).find(([name]) => pathOf(name) === path)?.[1] ?? [plain(WHOLE, 404)];
  answer(request, response);
});
let host = '';

/** Where every program of this machine is but curl and wget, and one of the two. */
const folder = mkdtempSync(join(tmpdir(), 'identity-'));
const CLIENTS = { curl: 'curl', wget: 'wget', 'busybox’s wget': 'busybox' } as const;
type Client = keyof typeof CLIENTS;
const toolsOf = (client: Client): string => join(folder, CLIENTS[client]);

beforeAll(async () => {
  for (const [client, program] of Object.entries(CLIENTS)) {
    const tools = toolsOf(client as Client);
    mkdirSync(tools);
    for (const name of readdirSync('/usr/bin').filter((name) => name !== 'curl' && name !== 'wget'))
      symlinkSync(`/usr/bin/${name}`, join(tools, name));
    symlinkSync(`/usr/bin/${program}`, join(tools, program === 'curl' ? 'curl' : 'wget'));
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true });
});

/** A stage whose work is one line, and the four arguments of its container. */
function stage(sources: readonly string[]) {
  const chart = new Chart(Testing.app(), 'c', { namespace: 'argo' });
  const volume = ROOT_VOLUME;
  const workflow = new GenomicsWorkflow(chart, 'w', {
    image: 'tools:1',
    parameters: { folder: '/run', one: '', two: '' },
  });
  const { one, two } = workflow.parameters;
  new GenomicsStage(workflow, 'get', {
    inputs: { one: url(one), two: url(two) },
    outputs: { out: volume.folder(workflow.parameters.folder).result('out') },
    scratch: '1Mi',
    uses: [FETCH],
    identify: ({ inputs }) => identifySources(volume, inputs.one, inputs.two),
    script: ({ outputs }) => sh`echo made > ${outputs.out}`,
  });
  const [one1 = '', two1 = one1] = sources;
  const [invocation] = invocations(workflowTemplate(Testing.synth(chart)), { one: one1, two: two1 });
  if (invocation === undefined) throw new Error('there is no container');
  return processOf(invocation);
}

function run(client: Client, argv: readonly string[], env: Readonly<Record<string, string>>, scratch: string) {
  mkdirSync(scratch, { recursive: true });
  const moved = (text: string): string =>
    text.replaceAll('/bwa', `${scratch}/volume`).replace(/^\/stage/, programFolder());
  const [command = 'sh', ...args] = argv.map(moved);
  const child = spawn(command, args, {
    env: {
      ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, moved(text)])),
      PATH: toolsOf(client),
      TMPDIR: scratch,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let log = '';
  child.stdout.on('data', (data: Buffer) => {
    out += data;
  });
  child.stderr.on('data', (data: Buffer) => {
    log += data;
  });
  return new Promise<{ readonly status: number | null; readonly out: string; readonly log: string }>((resolve) => {
    child.on('close', (status) => resolve({ status, out, log }));
  });
}

/** What identify prints of two sources, as stage.sh calls it. */
async function identity(client: Client, ...sources: readonly string[]) {
  const { argv, env } = stage(sources);
  const scratch = mkdtempSync(join(folder, 'scratch-'));
  const { status, out } = await run(
    client,
    ['/bin/sh', '-c', `set -eu\n. ${programFolder()}/fetch.sh\n${argv[argv.indexOf('--identify') + 1]}`],
    { ...env, HOME: scratch },
    scratch,
  );
  return { status, out };
}

describe.each(Object.keys(CLIENTS) as Client[])('%s', (client) => {
  test.each(Object.entries(SERVERS))('a server with %s', async (name, [, expected]) => {
    const source = `${host}${pathOf(name)}`;
    const before = asked.length;
    const { status, out } = await identity(client, `${source}?signature=1`);
    const requests = asked.slice(before);
    expect(requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
    if (expected === undefined) {
      expect([status === 0, out]).toEqual([false, '']);
      return;
    }
    expect([status, out]).toEqual([0, `IN_ONE=${source} ${expected}\nIN_TWO=${source} ${expected}\n`]);
    expect(requests).toHaveLength(name.startsWith('a redirect') ? 4 : 2);
  });

  test('no body is read to its end', async () => {
    const before = sent;
    await identity(client, `${host}${pathOf('no ranges, a Last-Modified alone')}`);
    await new Promise((later) => setTimeout(later, 200));
    expect(sent - before).toBeLessThan(LENGTH / 2);
  });

  test('a source that does not answer takes no other’s identity', async () => {
    const { status, out } = await identity(client, `${host}${pathOf('ranges and an ETag')}`, 'http://127.0.0.1:9/two');
    expect([status === 0, out]).toEqual([false, expect.not.stringContaining('IN_TWO')]);
  });

  test('work of a server without ETag and ranges is skipped until the file has another time', async () => {
    let time = TIME;
    const changing = createServer((request, response) => plain({ ...WHOLE, 'Last-Modified': time })(request, response));
    await new Promise<void>((listening) => changing.listen(0, '127.0.0.1', listening));
    const source = `http://127.0.0.1:${(changing.address() as AddressInfo).port}/reads`;
    const { argv, env } = stage([source]);
    const scratch = mkdtempSync(join(folder, 'run-'));
    mkdirSync(join(scratch, 'volume'));
    writeFileSync(join(scratch, 'volume', 'mounted'), '');
    const once = async (id: string): Promise<string> =>
      (await run(client, argv, { ...env, HOSTNAME: 'pod', RUN: id }, scratch)).log;
    const logs = [await once('run-1'), await once('run-2')];
    time = TIME.replace('2015', '2016');
    logs.push(await once('run-3'));
    expect(logs).toEqual([
      expect.stringMatching(/^\[get\] done: /m),
      expect.stringMatching(/^\[get\] done before: /m),
      expect.stringMatching(/^\[get\] done: /m),
    ]);
    changing.closeAllConnections();
    await new Promise((closed) => changing.close(closed));
  });
});
