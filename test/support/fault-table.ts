import { MACHINE_FAULTS } from './fault-machine';
import type { PlaceKind } from './fault-place';
import type { PodFault } from './fault-pod';
import type { Given } from './fault-run';
import type { Source } from './fault-server';
import { cutFile, edited, HTML, halfway, NOTHING, type SourceName, shorterBy, status } from './fault-sources';

/**
 * What goes wrong, and how ours must end in its first run. Its second, with the fault taken away, must give the right
 * BAM.
 */
export interface Fault {
  readonly name: string;
  /** The task that ends with `status`; 'reader' is a consumer of the BAM, behind the last. */
  readonly task: string;
  readonly status: number;
  readonly says: RegExp;
  /** What the document says of the log, where it differs from run to run. */
  readonly reads?: string;
  readonly sources?: Readonly<Partial<Record<SourceName, Source | ((good: Source) => Source) | 'missing'>>>;
  readonly given?: Given;
  readonly pods?: Readonly<Record<string, PodFault>>;
  /** The seed's pods, where its programs differ. */
  readonly seedPods?: Readonly<Record<string, PodFault>>;
  /** What is done to the volume before a task. */
  readonly before?: Readonly<Record<string, (volume: string) => void>>;
  readonly seedBefore?: Readonly<Record<string, (folder: string) => void>>;
  readonly place?: PlaceKind;
  /** How it ends where the volume is a bucket, if otherwise. */
  readonly onBucket?: { readonly status: number; readonly says: RegExp };
  /** A finished run lies in the folder: of the same data or of others. */
  readonly over?: 'same' | 'other';
  /** Sources whose checksums are parameters: those of what should lie at their addresses. */
  readonly checksums?: readonly SourceName[];
  /** The seed has nothing that this could happen to. */
  readonly isOursAlone?: boolean;
  /** Only the first attempt meets it. */
  readonly isOnce?: boolean;
}

/** Beside it stands that the records end too soon; which comes first is chance. */
const cutOf = (mate: 1 | 2): string =>
  `\`[bwaprepare] https://…/SRR1976948_${mate}.fastq.gz cannot be unpacked: it is cut, or something follows it\``;

const BAD = { task: 'bwaprepare', status: 65 };
const LATER = { task: 'bwaprepare', status: 75 };

/**
 * A line on which nothing comes is given up after a minute and tried again later: here after a second, and at once. The
 * seed waits 15, 20 times.
 */
const SOON = { sleep: ':', wget: 'exec /usr/bin/wget "$@" --timeout=1 --waitretry=0' };
const HASTY = { ...SOON, wget: `${SOON.wget} --tries=3` };
const hasty = { pods: { bwaprepare: { tools: SOON } }, seedPods: { bwaprepare: { tools: HASTY } } };
const CURL = { ...SOON, curl: 'exec /usr/bin/curl "$@" --speed-time 1 --speed-limit 1 --connect-timeout 1' };

export const SOURCE_FAULTS: readonly Fault[] = [
  { name: 'a FASTQ answers 404', ...BAD, says: /was refused, HTTP 404/, sources: { fastq2: 'missing' } },
  { name: 'the reference answers 404', ...BAD, says: /was refused, HTTP 404/, sources: { reference: 'missing' } },
  { name: 'a FASTQ answers 403', ...BAD, says: /was refused, HTTP 403/, sources: { fastq1: status(403) } },
  {
    name: 'a FASTQ answers 503',
    ...LATER,
    says: /could not be downloaded/,
    sources: { fastq1: status(503) },
    ...hasty,
  },
  {
    name: 'nobody listens at the address',
    ...LATER,
    says: /could not be downloaded/,
    given: { fastq2: 'http://127.0.0.1:9/SRR1976948_2.fastq.gz' },
    ...hasty,
  },
  {
    name: 'a download stalls',
    ...LATER,
    says: /could not be downloaded/,
    sources: { fastq2: halfway('stall') },
    ...hasty,
  },
  {
    name: 'a download by curl stalls',
    ...LATER,
    says: /could not be downloaded/,
    sources: { fastq2: halfway('stall') },
    ...hasty,
    pods: { bwaprepare: { tools: CURL, shell: 'bash' } },
  },
  {
    name: 'a download breaks off in the middle, each time',
    ...LATER,
    says: /could not be downloaded/,
    sources: { fastq1: halfway('tear') },
    ...hasty,
  },
  {
    name: 'a server without ranges breaks off in the middle',
    ...LATER,
    says: /could not be downloaded/,
    sources: { fastq1: halfway('tear', { isPlain: true }) },
    ...hasty,
  },
  {
    name: 'a server ends in the middle as if that were all',
    ...BAD,
    says: /_1[.]fastq[.]gz cannot be unpacked: it is cut/,
    reads: cutOf(1),
    sources: { fastq1: halfway('end', { isPlain: true }) },
  },
  {
    name: 'an error page instead of a FASTQ',
    ...BAD,
    says: /_1[.]fastq[.]gz is no whole FASTQ: line 1 begins with/,
    sources: { fastq1: HTML },
  },
  { name: 'an error page instead of the reference', ...BAD, says: /is no FASTA/, sources: { reference: HTML } },
  {
    name: 'a FASTQ whose gzip is cut',
    ...BAD,
    says: /_2[.]fastq[.]gz cannot be unpacked: it is cut/,
    reads: cutOf(2),
    sources: { fastq2: cutFile },
  },
  { name: 'a reference whose gzip is cut', ...BAD, says: /it is cut/, sources: { reference: cutFile } },
  {
    name: 'a FASTQ that ends inside a record',
    ...BAD,
    says: /is no whole FASTQ/,
    sources: { fastq2: edited((text) => text.slice(0, -150)) },
  },
  {
    name: 'mates of unequal number',
    ...BAD,
    says: /reads, expected equal numbers/,
    sources: { fastq2: shorterBy(30) },
  },
  {
    name: 'mates in another order',
    ...BAD,
    says: /^\[bwaprepare\] the mates have reads of different names/m,
    sources: { fastq2: edited(rotated) },
  },
  {
    name: 'mates of other names',
    ...BAD,
    says: /^\[bwaprepare\] the mates have reads of different names/m,
    sources: { fastq2: edited((text) => text.replace(/^@/gm, '@other')) },
  },
  {
    name: 'a read without bases in both FASTQ, as trimming leaves it',
    ...BAD,
    says: /_1[.]fastq[.]gz is no whole FASTQ: line 42, the read '[^']*', has no bases/,
    sources: { fastq1: edited(emptied), fastq2: edited(emptied) },
    reads:
      '`[bwaprepare] https://…/SRR1976948_1.fastq.gz is no whole FASTQ: line 42, the read …, has no bases; ' +
      'drop such …`',
  },
  { name: 'an empty FASTQ', ...BAD, says: /is no whole FASTQ/, sources: { fastq1: NOTHING } },
  { name: 'a FASTQ of zero bytes', ...BAD, says: /is no whole FASTQ/, sources: { fastq2: { body: Buffer.alloc(0) } } },
  {
    name: 'both FASTQ empty',
    ...BAD,
    says: /_1[.]fastq[.]gz is no whole FASTQ: it holds no read/,
    reads: '`[bwaprepare] https://…/SRR1976948_1.fastq.gz is no whole FASTQ: it holds no read`',
    sources: { fastq1: NOTHING, fastq2: NOTHING },
  },
  { name: 'an empty reference', ...BAD, says: /is no FASTA/, sources: { reference: NOTHING } },
  { name: 'a reference of zero bytes', ...BAD, says: /is no FASTA/, sources: { reference: { body: Buffer.alloc(0) } } },
  {
    name: 'a reference with a name and no bases',
    ...BAD,
    says: /is no FASTA/,
    sources: { reference: edited(() => '>k99_13588\n') },
  },
  {
    name: 'another reference than its checksum says',
    ...BAD,
    says: /has the checksum \S+, expected/,
    sources: { reference: edited(mutated) },
    checksums: ['reference'],
  },
  {
    name: 'another FASTQ than its checksum says',
    ...BAD,
    task: 'bwareads',
    says: /has the checksum \S+, expected/,
    sources: { fastq1: edited(mutated) },
    checksums: ['fastq1'],
  },
  {
    name: 'a parameter that is empty',
    ...BAD,
    status: 69,
    says: /IN_FASTQ2 is empty, and this source must be there/,
    given: { fastq2: '' },
  },
  {
    name: 'an empty folder',
    ...BAD,
    task: 'bwaindex',
    status: 69,
    says: /OUT_BAM is '.*', expected a path in a folder below/,
    given: { fastqFolder: '' },
  },
  {
    name: 'a FASTQ answers 404 over the finished run of other data',
    ...BAD,
    says: /was refused, HTTP 404/,
    sources: { fastq2: 'missing' },
    over: 'other',
  },
];

/** Other bases here and there; no line is another's length. */
function mutated(text: string): string {
  return text.replace(/ACG(?=[ACGT])/g, 'ATG');
}

/** The 11th read has no bases. */
function emptied(text: string): string {
  return text
    .split('\n')
    .map((line, at) => (at === 41 || at === 43 ? '' : line))
    .join('\n');
}

/** The same reads, the first one last. */
function rotated(text: string): string {
  const lines = text.split('\n');
  return [...lines.slice(4, -1), ...lines.slice(0, 4), ''].join('\n');
}

export const FAULTS: readonly Fault[] = [...SOURCE_FAULTS, ...MACHINE_FAULTS];
