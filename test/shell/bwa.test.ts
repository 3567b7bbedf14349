import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Bench, CALLS } from '../support/functions';

const FILES = ['shell/fetch.sh', 'tools/bwa.sh'];
const FASTA = '>one\nACGT\n>two\nACGT\n';
/** Makes the .fai of a FASTA with one line a sequence. */
const SAMTOOLS = `awk '/^>/ { name = substr($1, 2); if (seen[name]++) exit 1; next } { print name "\\t" length($0) }' "$2" >"$2.fai"`;
const BWA = 'for part in amb ann bwt pac sa; do echo "$part" >"$2.$part"; done; echo indexed >&2';

describe.each(CALLS)('bwa, where sh is %s', (_, shell) => {
  const bench = new Bench();
  afterAll(() => bench.remove());
  const call = (script: string, env?: NodeJS.ProcessEnv) =>
    bench.call(shell, FILES, script, { MEMORY: '4096', ...env });
  bench.tool('samtools', SAMTOOLS);
  bench.tool('bwa', BWA);
  mkdirSync(join(bench.folder, 'volume'));

  test('a reference is fetched, indexed beside other commands, stored, and unpacked again', () => {
    bench.file('ref', gzipSync(FASTA));
    const ended = call(`
      BUCKET=oss://b/ BUCKET_AT='${bench.folder}'
      fetch_reference oss://b/ref
      begin_index
      echo other
      end_index
      store_reference '${bench.folder}/volume/ref.fa'
      rm "$TMPDIR"/ref.fa*
      unpack_index '${bench.folder}/volume/ref.fa'`);
    expect(ended).toEqual({ status: 0, out: 'other\nindexed\n', log: '' });
    expect(readFileSync(join(bench.folder, 'volume/ref.fa'), 'utf8')).toBe(FASTA);
    expect(readFileSync(join(bench.folder, 'volume/ref.fa.fai'), 'utf8')).toBe('one\t4\ntwo\t4\n');
    for (const part of ['amb', 'ann', 'bwt', 'pac', 'sa'])
      expect(readFileSync(join(bench.scratch, `ref.fa.${part}`), 'utf8')).toBe(`${part}\n`);
  });

  test('the same index makes the same archive at another time', () => {
    const archive = (): Buffer => {
      call(`printf '%s' '${FASTA}' >"$TMPDIR/ref.fa"; must_be_reference "$TMPDIR/ref.fa"; begin_index; end_index
        store_reference '${bench.folder}/volume/again.fa'`);
      return readFileSync(join(bench.folder, 'volume/again.fa.bwa.tar'));
    };
    const first = archive();
    call('sleep 1.1');
    expect(archive().equals(first)).toBe(true);
  });

  test('a checksum that differs ends before anything is unpacked', () => {
    const ended = call(`BUCKET=oss://b/ BUCKET_AT='${bench.folder}'; fetch_reference oss://b/ref ${'0'.repeat(32)}`);
    expect(ended).toMatchObject({ status: 65, log: expect.stringContaining('has the checksum') });
  });

  test('an index that fails ends the stage with its status and its words', () => {
    bench.tool('bwa', 'echo no memory >&2; exit 7');
    expect(call('begin_index; end_index; echo on')).toEqual({ status: 7, out: 'no memory\n', log: '' });
    bench.tool('bwa', BWA);
  });

  test.each([
    [65, 'a page', '<html>', '4096', 'no FASTA'],
    [65, 'a name that is there twice', '>a\nA\n>a\nC\n', '4096', 'there twice'],
    [69, 'too little memory', FASTA, '63', 'bwa index needs 64 MiB, the stage has 63'],
  ])('%d: a reference with %s', (status, __, fasta, MEMORY, message) => {
    const file = bench.file('checked.fa', fasta);
    expect(call(`must_be_reference '${file}'`, { MEMORY })).toMatchObject({
      status,
      log: expect.stringContaining(message),
    });
  });

  test('a sequence that no BAI can index is refused', () => {
    bench.tool('samtools', `printf 'long\\t536870913\\n' >"$2.fai"`);
    const file = bench.file('long.fa', '>long\nA\n');
    expect(call(`must_be_reference '${file}'`)).toMatchObject({ status: 69 });
    bench.tool('samtools', SAMTOOLS);
  });

  test('an index must fit into half of the memory', () => {
    for (const part of ['bwt', 'sa', 'pac']) bench.file(`fit.${part}`, Buffer.alloc(2 ** 21));
    expect(call(`must_fit '${bench.folder}/fit'`, { MEMORY: '140' }).status).toBe(0);
    expect(call(`must_fit '${bench.folder}/fit'`, { MEMORY: '138' })).toMatchObject({
      status: 69,
      log: expect.stringContaining('bwa needs 70 MiB'),
    });
    expect(existsSync(join(bench.folder, 'fit.amb'))).toBe(false);
  });

  test('a read group has its fields behind a backslash and a t', () => {
    const header = (...fields: readonly string[]) =>
      call(`read_group ${fields.map((field) => `'${field}'`).join(' ')}; printf '%s\\n' "$rg"`);
    expect(header('i', 's m', 'l', 'ILLUMINA', '').out).toBe('@RG\\tID:i\\tSM:s m\\tLB:l\\tPL:ILLUMINA\n');
    expect(header('i', 's', 'l', 'ONT', 'u').out).toBe('@RG\\tID:i\\tSM:s\\tLB:l\\tPL:ONT\\tPU:u\n');
    expect(header('i', 's', 'l\\tPU:x', 'ONT', 'u').status).toBe(69);
  });
});
