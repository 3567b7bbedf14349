// Simulated reads through the committed BWA chart, on this machine, in about a minute: npm run demo [-- FOLDER]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { simulate } = createRequire(import.meta.url)(join(root, 'build/lib/testing'));

/** What the chart's image has and this demo takes from the machine, by the package that brings it. */
const TOOLS = { bwa: 'bwa', samtools: 'samtools', unshare: 'util-linux', gzip: 'gzip' };

const isThere = (program) => spawnSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' }).status === 0;
const missing = Object.keys(TOOLS).filter((program) => !isThere(program));
if (missing.length > 0) {
  const packages = missing.map((program) => TOOLS[program]).join(' ');
  console.error(`This machine has no ${missing.join(' and no ')}. To get what is missing:

  Debian, Ubuntu:  sudo apt-get install ${packages}
  conda:           conda install -c bioconda -c conda-forge ${packages}

Without any tool: npx cdk8s-genomics run dist --stub`);
  process.exit(2);
}

const folder = resolve(process.argv[2] ?? mkdtempSync(join(tmpdir(), 'cdk8s-genomics-demo-')));
const reads = join(folder, 'reads');
mkdirSync(reads, { recursive: true });
const pairs = 20_000;
const { fasta, fastq1, fastq2 } = simulate({ seed: 1, contigs: [300_000, 200_000], pairs });
const files = { 'genome.fa.gz': fasta, 'S1_1.fastq.gz': fastq1, 'S1_2.fastq.gz': fastq2 };
// A file that is written again is another file: its work would be done again.
for (const [name, content] of Object.entries(files))
  if (!existsSync(join(reads, name))) writeFileSync(join(reads, name), content);
console.log(`${pairs.toLocaleString('en')} pairs of reads of a genome of 500,000 bases are simulated in ${reads}.\n`);

const given = { reference: '/reads/genome.fa.gz', fastq1: '/reads/S1_1.fastq.gz', fastq2: '/reads/S1_2.fastq.gz' };
const parameters = Object.entries({ ...given, fastqFolder: '/results' }).flatMap(([name, value]) => [
  '-p',
  `${name}=${value}`,
]);
const command = ['run', join(root, 'dist'), '--volume', `pvc-oss=${folder}`, ...parameters];
console.log(`npx cdk8s-genomics ${command.join(' ')}\n`);
const { status } = spawnSync(process.execPath, [join(root, 'build/lib/cli.js'), ...command], { stdio: 'inherit' });
const bam = join(folder, 'results/S1.untrimmed.sam.bam.sorted.bam');
if (status !== 0 || !existsSync(bam)) process.exit(status || 1);

const counts = readFileSync(`${bam}.summary.txt`, 'utf8').split('\n');
const count = (what) => counts.find((line) => line.includes(what)) ?? `no line of '${what}'`;
console.log(`
The BAM, as samtools flagstat counts it:
  ${count('primary')}
  ${count('primary mapped')}
  ${count('properly paired')}

Where to look:
  ${bam}
  ${bam}.summary.txt
  samtools view ${bam} | head

Run it again, and each stage finds its work done: npm run demo -- ${folder}`);
