import { App } from 'cdk8s';
import { type RunResult, runWorkflow, stageOf, toDependOn } from 'cdk8s-genomics/testing';
import { DepthChart } from './depth-chart';

expect.extend({ toDependOn });

/** What `samtools coverage` would say of a BAM; the tests' samtools prints the file that it gets. */
function coverage(...contigs: readonly (readonly [last: number, covered: number, depth: number])[]): string {
  const rows = contigs.map(([last, covered, depth], at) =>
    [`chr${at + 1}`, 1, last, 10, last, covered, depth, 30, 60].join('\t'),
  );
  const columns = '#rname startpos endpos numreads covbases coverage meandepth meanbaseq meanmapq';
  return `${[columns.replaceAll(' ', '\t'), ...rows].join('\n')}\n`;
}

function depths(samtools: string): Promise<RunResult> {
  return runWorkflow(new DepthChart(new App(), 'depth'), {
    parameters: { samples: '[{"sample":"A","bam":"/a.bam"},{"sample":"B","bam":"/b.bam"}]' },
    volume: { '/a.bam': coverage([100, 90, 8], [300, 80, 4]), '/b.bam': coverage([50, 100, 2.5]) },
    tools: { samtools },
  });
}

test('the table waits for all samples', () => {
  expect(stageOf(new DepthChart(new App(), 'depth'), 'table')).toDependOn('each-sample');
});

test('each sample has its mean depth over all contigs', async () => {
  const result = await depths('cat "$2"');
  expect(result.phase).toBe('Succeeded');
  expect(result.read('/depth/depth.tsv')).toBe('sample\tdepth\nA\t5.00\nB\t2.50\n');
  expect(result.files.filter((path) => path.startsWith('/depth/'))).toEqual([
    '/depth/A.coverage.tsv',
    '/depth/B.coverage.tsv',
    '/depth/depth.tsv',
  ]);
  result.remove();
});

test('a BAM that samtools cannot read ends the run red', async () => {
  const result = await depths('echo "$2 is truncated" >&2; exit 1');
  expect(result.phase).toBe('Failed');
  expect(result.stage('coverage').log).toContain('a.bam is truncated');
  result.remove();
});
