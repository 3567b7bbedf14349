import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Bench, CALLS } from '../support/functions';

const FETCH = ['shell/fetch.sh'];
/** A curl that answers with the next of some statuses, writes what stands beside each, and notes its calls. */
const CURL = `
echo call >>"$TMPDIR/calls"
while [ "$#" -gt 0 ]; do
  case $1 in -o) out=$2 ;; -D) head=$2 ;; esac
  shift
done
turn=$(wc -l <"$TMPDIR/calls")
line=$(sed -n "$((turn))p" "$ANSWERS")
set -- $line
[ -z "\${head-}" ] || cp "$HEADERS" "$head"
[ -z "\${out-}" ] || printf %s "\${3-}" >>"$out"
printf %s "$2"
exit "$1"
`;

describe.each(CALLS)('sources, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string, env?: NodeJS.ProcessEnv) => bench.call(shell, FETCH, script, env);
  const written = (): string => readFileSync(join(bench.scratch, 'file'), 'utf8');
  /** Calls fetch with a curl that answers so: its status, the server's, and what it writes. */
  const fetched = (...answers: readonly string[]) => {
    bench.tool('curl', CURL);
    bench.tool('sleep', 'echo "$@" >>"$TMPDIR/slept"');
    const ANSWERS = bench.file('answers', `${answers.join('\n')}\n`);
    return call('rm -f "$TMPDIR/calls" "$TMPDIR/slept"; fetch https://h/x?token=secret "$TMPDIR/file"', { ANSWERS });
  };

  test('a download that succeeds leaves the file', () => {
    expect(fetched('0 200 all')).toEqual({ status: 0, out: '', log: '' });
    expect(written()).toBe('all');
  });

  test('a download that breaks off is resumed, and waits longer each time', () => {
    expect(fetched('18 200 one', '56 206 ,two', '0 206 ,three').status).toBe(0);
    expect(written()).toBe('one,two,three');
    expect(readFileSync(join(bench.scratch, 'slept'), 'utf8')).toBe('1\n4\n');
  });

  test('a resume that brings nothing starts the file over', () => {
    expect(fetched('18 200 old', '33 200', '0 200 new').status).toBe(0);
    expect(written()).toBe('new');
  });

  test.each([
    [65, 'https://h/x was refused, HTTP 404; check the address', ['22 404']],
    [69, 'https://h/x is no URL', ['3 000']],
    [73, 'scratch is full', ['23 200']],
    [75, "https://h/x could not be downloaded, status 22, HTTP '503'", Array(5).fill('22 503')],
    [75, "https://h/x could not be downloaded, status 22, HTTP '429'", Array(5).fill('22 429')],
  ])('ends with %d: %s', (status, message, answers) => {
    const ended = fetched(...answers);
    expect(ended.status).toBe(status);
    expect(ended.log).toContain(message);
    expect(ended.log).not.toContain('secret');
  });

  test('a key of the mounted bucket is read through the mount, another bucket’s is refused', () => {
    bench.file('a b', 'of the bucket');
    const script = `BUCKET=oss://mine/at/ BUCKET_AT='${bench.folder}'; fetch "$URL" "$TMPDIR/file"`;
    expect(call(script, { URL: 'oss://mine/at/a b' }).status).toBe(0);
    expect(written()).toBe('of the bucket');
    expect(call(script, { URL: 'oss://mine/at/none' })).toMatchObject({ status: 75 });
    expect(call(script, { URL: 'oss://other/at/a b' })).toMatchObject({ status: 69 });
    expect(call('fetch oss://mine/at/x "$TMPDIR/file"')).toMatchObject({ status: 69 });
  });

  test('show and unpack give the text of a file, gzipped or not', () => {
    for (const content of ['plain\n', '', gzipSync('plain\n')]) {
      const file = bench.file('shown', content);
      const text = content === '' ? '' : 'plain\n';
      expect(call(`show '${file}' | unpack https://h/x`)).toEqual({ status: 0, out: text, log: '' });
    }
  });

  test('a gzip that is cut is bad data', () => {
    const file = bench.file('cut', gzipSync('plain\n'.repeat(1000)).subarray(0, 30));
    const ended = call(`show '${file}' | unpack https://h/x?token=secret`);
    expect(ended).toMatchObject({
      status: 65,
      log: expect.stringContaining('https://h/x cannot be unpacked: it is cut'),
    });
    expect(ended.log).not.toContain('secret');
  });

  test('a stream is shown while it is fetched, and fails as its download does', () => {
    bench.file('key', 'streamed');
    const script = (url: string): string =>
      `BUCKET=oss://b/ BUCKET_AT='${bench.folder}'; stream ${url} "$TMPDIR/file" | unpack ${url}`;
    expect(call(script('oss://b/key'))).toMatchObject({ status: 0, out: 'streamed' });
    expect(call(`stream '' "$TMPDIR/file"; echo "$?"`)).toMatchObject({ status: 0, out: '0\n' });
    const failed = call(
      `BUCKET=oss://b/ BUCKET_AT=/none; if stream oss://b/x "$TMPDIR/file"; then :; else echo "$?"; fi`,
    );
    expect(failed.out).toBe('75\n');
  });

  test('a file passes with the right checksum or with none', () => {
    const file = bench.file('summed', 'content');
    const sum = (kind: string): string => createHash(kind).update('content').digest('hex');
    for (const checksum of [sum('sha256'), sum('md5'), '']) {
      expect(call(`verified '${file}' https://h/x '${checksum}'`).status).toBe(0);
    }
    expect(call(`verified '${file}' https://h/x ${sum('md5').replace(/./g, '0')}`).status).toBe(65);
    for (const wrong of ['abc', sum('md5').toUpperCase(), `${sum('md5')} `, 'x'.repeat(64)]) {
      expect(call(`verified '${file}' https://h/x '${wrong}'`).status).toBe(69);
    }
    expect(call(`verified /none https://h/x ${sum('md5')}`).status).not.toBe(0);
  });

  test('the SHA-256 of a source is a fact, whichever checksum is given, without the query of its URL', () => {
    const file = bench.file('source', 'content');
    const [sha256 = '', md5 = ''] = ['sha256', 'md5'].map((kind) => createHash(kind).update('content').digest('hex'));
    const link = 'ln -sf "$1" "$TMPDIR/link"; verified "$TMPDIR/link" /a';
    const factsOf = (script: string): string =>
      call(`set -- '${file}'; rm -f "$TMPDIR/.facts"; ${script}; cat "$TMPDIR/.facts" 2>/dev/null || :`).out;
    for (const checksum of [sha256, md5, ''])
      expect(factsOf(`verified "$1" 'https://h/x?token=secret' '${checksum}'`)).toBe(`source=${sha256} https://h/x\n`);
    expect(factsOf(`${link} ${sha256}`)).toBe(`source=${sha256} /a\n`);
    for (const none of [`${link} ''`, `verified /none '' ''`, `verified "$1" "$TMPDIR/inputs/IN_A/a" ''`])
      expect(factsOf(none)).toBe('');
  });

  test('a URL must give its file a name', () => {
    expect(call('must_name_file https://h/x.fa /v/x.fa .fa').status).toBe(0);
    expect(call('must_name_file https://h/ /v/.fa .fa').status).toBe(69);
    expect(call("must_name_file 'https://h/a\\b.fa' '/v/a\\b.fa' .fa").status).toBe(69);
  });

  test('a source is identified by its checksum, its file on the bucket, or what its server says', () => {
    bench.tool('curl', CURL);
    const HEADERS = bench.file(
      'headers',
      ['HTTP/1.1 302 Found', 'ETag: "no"', '', 'HTTP/1.1 206 OK', 'Content-Range: bytes 0-0/12', 'ETag: "e"', ''].join(
        '\r\n',
      ),
    );
    const ANSWERS = bench.file('answers', '0 206\n');
    const ask = 'rm -f "$TMPDIR/calls"; identity IN_X https://h/x?token=secret';
    expect(call(ask, { ANSWERS, HEADERS })).toMatchObject({ status: 0, out: 'IN_X=https://h/x 12 "e"\n' });
    expect(call('identity IN_X https://h/x abc').out).toBe('IN_X=abc\n');
    expect(call("identity IN_X ''; identity IN_Y '' abc").out).toBe('IN_X=\nIN_Y=\n');
    const ofBucket = `BUCKET=oss://b/ BUCKET_AT='${bench.folder}'; identity IN_X oss://b/answers`;
    expect(call(ofBucket).out).toMatch(/^IN_X=oss:\/\/b\/answers 6 \d+\n$/);
    expect(call(`${ofBucket}.none`).status).not.toBe(0);
  });

  test.each([
    ['HTTP/1.1 200 OK\nContent-Length: 5\nLast-Modified: Wed', '5 Wed\n'],
    ['HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nETag: "e"', ''],
    ['HTTP/1.1 200 OK\nContent-Length: 5', ''],
    ['HTTP/1.1 404 Not Found\nContent-Length: 5\nETag: "e"', ''],
    ['HTTP/1.1 200 OK\nContent-Length: 5\nETag: "e"\nETag: "f"', ''],
  ])('of the headers %j the identity is %j', (headers, told) => {
    const file = bench.file('told', `${headers}\n`);
    expect(call(`identity_of_headers <'${file}' || :`).out).toBe(told);
  });
});
