/** The finding: paths, sources, numbers and suffixes that a run can use were refused. */
import { GenomicsStage, GenomicsWorkflow, type ParameterProps, setDefaults, sh, url, Value } from '../../lib';
import { newChart, newWorkflow, template } from '../synth';
import { count, messageOf, type Write } from './count';

const shows: Write = ({ inputs: { text = '' }, outputs: { txt = '' } }) => sh`tool ${text} >${txt}`;

/** A workflow with these parameters, and its volume. */
function withParameters<const P extends Readonly<Record<string, ParameterProps>>>(parameters: P) {
  const { chart, volume } = newChart();
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'a:1', parameters });
  return { chart, volume, workflow, ...workflow };
}

describe('a text is no path on a volume where it is', () => {
  test.each([
    ['a folder of anything', '/databases/kraken'],
    ['a program of the image', '/picard/picard.jar'],
    ['data of the image', '/gatk/resources/dbsnp.vcf.gz'],
    ['a key of HDF5', '/obs/cell_type'],
    ['a path of an API', '/v1/samples/list'],
  ])('%s', (_, text) => expect(() => count(shows, { text })).not.toThrow());

  test.each([
    ['its own', (mounts: object) => count(shows, { text: '/databases/vep/x.fa' }, { mounts })],
    [
      'one of all stages, set behind it',
      (mounts: object) => {
        const { chart, workflow, run } = newWorkflow();
        const inputs = { text: '/databases/vep/x.fa' };
        new GenomicsStage(workflow, 'a', {
          inputs,
          outputs: { txt: run.result('x') },
          script: ({ inputs, outputs }) => sh`tool ${inputs.text} >${outputs.txt}`,
        });
        setDefaults(chart, { mounts: mounts as never });
        return template(chart);
      },
    ],
  ])('below a mount: %s', (_, synth) => {
    expect(() => synth({ '/databases': { claim: 'db' } })).not.toThrow();
    expect(() => synth({ '/other': { claim: 'db' } })).toThrow('it is a path on a volume that is passed as a text');
  });
});

describe('the default of a path may end with a slash', () => {
  const { volume, parameters } = withParameters({ at: '/ref/' });

  test('where a name stands behind it', () => {
    expect(() => volume.file(parameters.at, 'hg.fa')).not.toThrow();
    expect(() => volume.folder(parameters.at, 'sub')).not.toThrow();
  });

  test('but not where another slash does, or nothing', () => {
    expect(messageOf(() => volume.file(parameters.at, '/hg.fa'))).toContain('ends with a slash');
    expect(messageOf(() => volume.folder(parameters.at))).toContain('ends with a slash');
  });
});

describe('a source', () => {
  const from = (source: (parameters: { readonly bucket: Value }) => Value) => {
    const { chart, volume, workflow, parameters } = withParameters({ bucket: '' });
    new GenomicsStage(workflow, 'count', {
      inputs: { reads: url(source(parameters)) },
      outputs: { txt: volume.folder('/run').result('x.txt') },
      script: ({ inputs, outputs }) => sh`count ${inputs.reads} >${outputs.txt}`,
    });
    return template(chart);
  };

  test('may have a bucket that is given at submission', () => {
    expect(() => from(({ bucket }) => Value.of('s3://', bucket, '/x.fq'))).not.toThrow();
    expect(() => from(({ bucket }) => Value.of('s3://', bucket.name, '/x.fq'))).not.toThrow();
  });

  test.each(['s3://b/../x.fq', 'oss://b/a/../../x.fq'])('%s leads out of its bucket', (address) => {
    expect(messageOf(() => from(() => Value.of(address)))).toContain('no source that a stage can read');
  });

  test.each(['s3://b/..x/y.fq', 'https://h/a/../x.fq'])('%s does not', (address) => {
    expect(() => from(() => Value.of(address))).not.toThrow();
  });
});

describe('a number in arithmetic', () => {
  const compute = (value: string, join: (value: Value) => Value) => {
    const { chart, volume, workflow, parameters } = withParameters({ value });
    new GenomicsStage(workflow, 'n', {
      inputs: { n: join(parameters.value) },
      outputs: { x: volume.folder('/run').result('x') },
      script: ({ inputs, outputs }) => sh`echo $((${inputs.n} + 1)) >${outputs.x}`,
    });
    return template(chart);
  };

  test('may be joined of what a run gives', () => {
    expect(() => compute('', (value) => Value.of('-', value))).not.toThrow();
    expect(() => compute('', (value) => value)).not.toThrow();
    expect(() => compute('x', (value) => Value.of(value, '000'))).not.toThrow();
  });

  test('but not with what is in no number', () => {
    expect(messageOf(() => compute('1', (value) => Value.of(value, 'k')))).toContain("got 'k'");
    expect(messageOf(() => compute('k', (value) => value))).toContain("got 'k'");
  });
});

test('a suffix that a file has already is no second one', () => {
  const { run, volume } = newWorkflow();
  expect(run.result('x.bam').with('.bai').with('.bai').secondary).toEqual(['.bai']);
  expect(volume.file('/x.bam').with('.bai').with('.bai', '.csi').secondary).toEqual(['.bai', '.csi']);
});
