import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runWorkflow } from '../support/argo-run';
import { givenWorkflow } from '../support/given';
import { files, newVolume, removeVolume, textOf } from '../support/tree';

jest.setTimeout(120_000);

let volume = '';
beforeEach(() => {
  volume = newVolume({ uid: 1000, gid: 1000 });
  const texts = {
    'seqs/a b.fa': '>a\n',
    "seqs/it's.fa": '>b\n',
    'bams/S1.bam': 'bam ',
    'bams/S1.bam.bai': 'index\n',
    'db/kraken/hash': 'hash\n',
    'reads/S1.fq': '@r\n',
    'beds/a.bed': 'chr1\n',
    'beds/b.bed': 'chr2\n',
  };
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(volume, path)), { recursive: true });
    writeFileSync(join(volume, path), text);
  }
});
afterEach(() => removeVolume(volume));

const given = { sequences: '["/seqs/a b.fa","/seqs/it\'s.fa"]', bams: '[{"name":"S1","bam":"/bams/S1.bam"}]' };

test.each(['3', '4'] as const)(
  'given files, given directories and directories of stages reach their readers: Argo %s',
  async (engine) => {
    const { phase, ended } = await runWorkflow(givenWorkflow(), { volume, shell: 'dash' }, given, 'run-1', engine);
    expect(ended.filter(({ status }) => status !== 0)).toEqual([]);
    expect(phase).toBe('Succeeded');
    const index = ['./all.fa', './bams/S1.bam.txt'];
    const read = ['hash', '@r', 'chr1', 'chr2'];
    expect(textOf(volume, '/run/report.txt').split('\n')).toEqual(['a', ...index, ...read, 'b', ...index, ...read, '']);
    expect(textOf(volume, '/run/index/all.fa')).toBe('>a\n>b\n');
    expect(files(volume).filter((path) => path.startsWith('/run/'))).toEqual([
      '/run/index/all.fa',
      '/run/index/bams/S1.bam.txt',
      '/run/report.txt',
    ]);
    const again = await runWorkflow(givenWorkflow(), { volume, shell: 'busybox' }, given, 'run-2', engine);
    expect(again.ended.map(({ log }) => log.includes('done before'))).toEqual([true, true, true, true]);
  },
);

test.each([
  ['sequences', '["/seqs/none.fa"]', 65, 'none.fa is missing'],
  ['sequences', '["/seqs/a b.fa","/seqs/a b.fa"]', 65, 'twice'],
  ['sequences', '["/../etc/passwd"]', 69, "without '//', '..'"],
  ['bams', '[{"name":"S1","bam":"/seqs/a b.fa"}]', 65, 'a b.fa.bai is missing'],
])('the list %s = %s ends red', async (name, list, status, message) => {
  const { phase, ended } = await runWorkflow(givenWorkflow(), { volume, shell: 'dash' }, { ...given, [name]: list });
  expect(phase).toBe('Failed');
  expect(ended).toEqual([expect.objectContaining({ status, log: expect.stringContaining(message) })]);
});
