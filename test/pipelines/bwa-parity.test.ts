import { App } from 'cdk8s';
import { BwaAlignmentChart } from '../../lib';
import { named, template } from '../synth';

/** design.md §4, row by row: what `BwaAlignmentChart` with no props keeps of the seed. */
const { metadata, spec } = template(new BwaAlignmentChart(new App(), 'bwa-oss'));
const stages = ['bwaprepare', 'bwamap', 'bwaindex'] as const;
const stage = (name: (typeof stages)[number]) => named(spec.templates, name);
const script = (name: (typeof stages)[number]) => stage(name).container?.args?.at(-1) ?? '';
const dag = named(spec.templates, 'bwa-oss').dag;

test('a WorkflowTemplate bwa-oss in place of a Workflow of generated name', () => {
  expect(metadata).toMatchObject({ name: 'bwa-oss', namespace: 'argo' });
});

test('entrypoint and DAG bwa-oss, and the three templates, by their names', () => {
  expect(spec.entrypoint).toBe('bwa-oss');
  expect(spec.templates?.map(({ name }) => name)).toEqual(['bwa-oss', ...stages]);
  expect(dag?.tasks?.map(({ name, template, depends }) => [name, template, depends])).toEqual([
    ['bwaprepare', 'bwaprepare', undefined],
    ['bwamap', 'bwamap', 'bwaprepare'],
    ['bwaindex', 'bwaindex', 'bwaprepare && bwamap'],
  ]);
});

test('the four parameters with their defaults, described', () => {
  const data = 'https://ags-public.oss-cn-beijing.aliyuncs.com/alignment';
  expect(spec.arguments?.parameters).toEqual([
    { name: 'fastqFolder', value: '/gene', description: expect.any(String) },
    { name: 'reference', value: `${data}/subset_assembly.fa.gz`, description: expect.any(String) },
    { name: 'fastq1', value: `${data}/SRR1976948_1.fastq.gz`, description: expect.any(String) },
    { name: 'fastq2', value: `${data}/SRR1976948_2.fastq.gz`, description: expect.any(String) },
    { name: 'maxReads', value: '', description: expect.any(String) },
  ]);
});

test.each(stages)('%s has volume ossdir, claim pvc-oss, mount /bwa, the image, and limit "3"', (name) => {
  const { container, volumes, retryStrategy } = stage(name);
  expect(volumes).toContainEqual({ name: 'ossdir', persistentVolumeClaim: { claimName: 'pvc-oss' } });
  expect(container?.volumeMounts).toContainEqual({ name: 'ossdir', mountPath: '/bwa' });
  expect(container).toMatchObject({
    image: 'registry.cn-beijing.aliyuncs.com/geno/alltools:v0.2',
    imagePullPolicy: 'IfNotPresent',
  });
  expect(retryStrategy).toMatchObject({ limit: '3', retryPolicy: 'Always', backoff: { duration: '30s', factor: '2' } });
});

test('bwa aln for each FASTQ in parallel, then sampe, sort, index and a preview that cannot fail a run', () => {
  expect(named(dag?.tasks, 'bwamap').withItems).toHaveLength(2);
  expect(script('bwamap')).toContain('bwa aln');
  expect(script('bwaindex')).toMatch(/bwa sampe[\s\S]*sort_records[\s\S]*samtools index[\s\S]*\npreview /);
  expect(script('bwaindex')).not.toMatch(/\.sam\b/);
});

test('who changes four parameters loses no read: maxReads is empty', () => {
  expect(named(spec.arguments?.parameters, 'maxReads').value).toBe('');
  expect(script('bwaprepare')).not.toContain('head -800000');
});

test('the result is named as the seed names it', () => {
  expect(named(named(dag?.tasks, 'bwaindex').arguments?.parameters, 'bam').value).toBe(
    '/bwa{{workflow.parameters.fastqFolder}}/{{inputs.parameters.fastq1Sample}}.untrimmed.sam.bam.sorted.bam',
  );
});

test('no name of the seed’s data is left outside of the parameters', () => {
  expect(JSON.stringify({ ...spec, arguments: undefined })).not.toMatch(/SRR1976948|subset_assembly|k99_13588/);
});
