import { Testing } from 'cdk8s';
import {
  alignmentStats,
  BwaAlignmentChart,
  type BwaAlignmentChartProps,
  bwaReference,
  CohortAlignmentChart,
  type CohortAlignmentChartProps,
  cram,
  GenomicsStage,
} from '../../lib';
import { SEED_VOLUME } from '../support/volumes';
import { makes, named, newWorkflow, refusal, template } from '../synth';

/** The script of a template, in one line. */
const scriptOf = (chart: Parameters<typeof template>[0], name: string): string =>
  `${named(template(chart).spec.templates, name).container?.args?.at(-1)}`.replace(/\s*\n\s*/g, ' ');

const bwa = (props: BwaAlignmentChartProps) => new BwaAlignmentChart(Testing.app(), 'bwa', props);
const cohort = (props: CohortAlignmentChartProps) =>
  new CohortAlignmentChart(Testing.app(), 'cohort', { image: 'tools:1', ...props });

describe('arguments stand where the program takes options', () => {
  const backtrack = bwa({
    stages: {
      bwaprepare: { args: { index: ['-a', 'is'], faidx: ['-n', 70] } },
      bwamap: { args: { aln: ['-q', 15] } },
      bwaindex: {
        args: { sampe: ['-a', 700], sort: ['-l', 9], index: ['-@', 1], flagstat: ['-@', 2], tview: ['-w', 60] },
      },
    },
  });
  const mem = bwa({ algorithm: 'mem', stages: { bwamap: { args: { mem: ['-Y'], sort: ['-l', 1] } } } });
  const all = cohort({
    cram: 'external',
    fastp: ['-q', 20],
    stages: {
      align: { args: { mem: ['-M'], fixmate: ['-c'] } },
      merge: { args: { merge: ['-c'], markdup: ['-d', 100] } },
      cram: { args: { view: ['--output-fmt-option', 'version=3.1'], index: ['-@', 1], flagstat: ['-@', 1] } },
      stats: { args: { stats: ['--GC-depth', '2e4'], idxstats: ['-@', 1] } },
      report: { args: { multiqc: ['--title', 'Our cohort'] } },
    },
  });
  const single = cohort({
    algorithm: 'backtrack',
    stages: { align: { args: { aln: ['-l', 24], sampe: ['-A'], samse: ['-n', 1] } } },
  });

  test.each([
    ['bwaprepare', backtrack, `fetch_reference "$IN_REFERENCE" '' -n 70 begin_index -a is end_mates`],
    ['bwamap', backtrack, 'bwa aln -t "$THREADS" -q 15 "$TMPDIR/ref.fa" "$IN_FASTQ"'],
    ['bwaindex', backtrack, 'bwa sampe -r "$rg" -a 700 "$TMPDIR/ref.fa" "$sai1"'],
    ['bwaindex', backtrack, 'sort_records -l 9)'],
    ['bwaindex', backtrack, 'samtools index -@ 1 - "$TMPDIR/out.bam.bai"'],
    ['bwaindex', backtrack, 'samtools flagstat -@ 2 - >"$TMPDIR/summary.txt"'],
    ['bwaindex', backtrack, `preview "$OUT_BAM" "$IN_FASTA" '' -w 60`],
    ['bwamap', mem, 'bwa mem -t "$THREADS" -K 100000000 -R "$rg" -Y "$@" "$TMPDIR/ref.fa" -'],
    ['bwamap', mem, 'sort_records -l 1)'],
    ['align', all, '-R "$rg" -M "$@" "$TMPDIR/ref.fa" -'],
    ['align', all, 'samtools fixmate -m -c - -'],
    ['align', all, 'trim_stream "$IN_FASTQ2" "$OUT_BAM".fastp.json -q 20'],
    ['merge', all, 'merged "$1" -c'],
    ['merge', all, 'samtools merge -u -s 1 -c -b "$library" -'],
    ['merge', all, 'samtools merge -s 1 -@ "$THREADS" -c - "$@"'],
    ['merge', all, 'samtools markdup -@ "$THREADS" -T "$TMPDIR/markdup" -d 100 - -'],
    ['cram', all, `set -- -C -T "$IN_FASTA" --output-fmt-option 'version=3.1' samtools view`],
    ['cram', all, 'samtools index -@ 1 "$OUT_CRAM"'],
    ['cram', all, 'samtools flagstat -@ 1 "$OUT_CRAM"'],
    ['stats', all, 'samtools stats -@ "$THREADS" --GC-depth 2e4 "$IN_BAM"'],
    ['stats', all, 'samtools idxstats -@ 1 "$IN_BAM"'],
    ['report', all, `--title 'Our cohort'`],
    ['align', single, 'bwa aln -t "$THREADS" -l 24 "$TMPDIR/ref.fa" "$TMPDIR/1.fq.gz"'],
    ['align', single, 'bwa aln -t "$THREADS" -l 24 "$TMPDIR/ref.fa" "$TMPDIR/2.fq.gz"'],
    ['align', single, 'set -- sampe -r "$rg" -A "$TMPDIR/ref.fa"'],
    ['align', single, 'set -- samse -r "$rg" -n 1 "$TMPDIR/ref.fa"'],
  ])('%s of %#', (name, chart, expected) => {
    expect(scriptOf(chart, name)).toContain(expected);
  });
});

test('a reference that is kept by its checksum has another place and another key with other arguments', () => {
  const kept = (args: Parameters<typeof bwaReference>[2]['args']) => {
    const { chart, workflow, run } = newWorkflow();
    const reference = workflow.parameters.fastq;
    const settings = { reference, checksum: '0'.repeat(32), folder: run, ...(args && { args }) };
    const { fasta } = bwaReference(workflow, 'reference', settings).outputs;
    new GenomicsStage(workflow, 'a', {
      inputs: { fasta },
      outputs: { x: run.result('x') },
      script: makes,
    });
    const { container } = named(template(chart).spec.templates, 'reference');
    const key = container?.args?.find((option) => option.startsWith('--cache-key='));
    const { tasks } = named(template(chart).spec.templates, 'w').dag ?? { tasks: [] };
    const place = named(tasks, 'reference').arguments?.parameters?.find(({ name }) => name === 'fasta')?.value;
    return [`${key}`, `${place}`] as const;
  };
  expect(kept(undefined)).toEqual(['--cache-key=bwa-index-2', `/bwa/.reference/${'0'.repeat(32)}/bwa-index-2.fa`]);
  expect(kept({ index: [] })).toEqual(kept(undefined));
  const [key, place] = kept({ index: ['-a', 'is'] });
  expect(key).toMatch(/^--cache-key=bwa-index-2-[0-9a-f]{16}$/);
  expect(place).toBe(`/bwa/.reference/${'0'.repeat(32)}/${key.replace('--cache-key=', '')}.fa`);
  expect(kept({ index: ['-b', 1] })).toEqual(kept({ index: ['-b', '1'] }));
  const all = [kept({ index: ['-a', 'is'] }), kept({ index: ['-a is'] }), kept({ faidx: ['-a', 'is'] })];
  expect(new Set(all.flat()).size).toBe(6);
});

test.each<[string, () => unknown, RegExp]>([
  [
    'another output file',
    () => bwa({ algorithm: 'mem', stages: { bwamap: { args: { mem: ['-o', 'x.sam'] } } } }),
    /bwa mem/,
  ],
  ['a value behind its option', () => bwa({ stages: { bwamap: { args: { aln: ['-fx.sai'] } } } }), /'-fx\.sai'/],
  [
    'a long option with its value',
    () => cohort({ stages: { align: { args: { sort: ['--output-fmt=cram'] } } } }),
    /sort/,
  ],
  ['another read group', () => bwa({ stages: { bwaindex: { args: { sampe: ['-r', '@RG'] } } } }), /no -r/],
  ['an output of fastp', () => cohort({ fastp: ['--out1=x'] }), /fastp/],
  ['what splits an output of fastp', () => cohort({ fastp: ['-s', 4] }), /fastp/],
  ['what splits it by lines', () => cohort({ fastp: ['-S4000'] }), /fastp/],
  ['another name of the page', () => cohort({ stages: { report: { args: { multiqc: ['-n', 'x'] } } } }), /multiqc/],
  [
    'a program that the algorithm does not run',
    () => bwa({ algorithm: 'mem', stages: { bwamap: { args: { aln: ['-q', 1] } } } as never }),
    /does not run, got 'aln', expected mem, fixmate, sort/,
  ],
])('%s is refused', (_, call, message) => {
  const error = refusal(call);
  expect([error.code, error.message]).toEqual(['invalid-value', expect.stringMatching(message)]);
});

test('an argument that Argo would replace is refused, and what a shell would read is one word', () => {
  const made = (word: string) => {
    const { chart, workflow, run } = newWorkflow();
    const bam = SEED_VOLUME.file('/a.bam');
    const args = { view: [word] };
    cram(workflow, 'a', { bam, reference: SEED_VOLUME.file('/r.fa'), cram: run.result('a'), args });
    alignmentStats(workflow, 'b', { sample: 'S', bam, folder: run, args: { stats: [word] } });
    return chart;
  };
  expect(refusal(() => made('{{x}}')).code).toBe('shell-syntax');
  const chart = made('$(rm -rf /)');
  expect(scriptOf(chart, 'a')).toContain(`-T "$IN_FASTA" '$(rm -rf /)' samtools`);
  expect(scriptOf(chart, 'b')).toContain(`-@ "$THREADS" '$(rm -rf /)' "$IN_BAM"`);
});
