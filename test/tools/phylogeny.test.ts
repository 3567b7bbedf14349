import { Chart, Testing } from 'cdk8s';
import { GenomicsWorkflow, HaploidCalling, Phylogeny, type PhylogenyProps, SharedVolume } from '../../lib';
import { refusal } from '../synth';

const OWNER = { uid: 1000, gid: 1000 };
const volume = SharedVolume.fromClaim({ claimName: 'data', owner: OWNER });
const other = SharedVolume.fromClaim({ claimName: 'other', owner: OWNER });

function workflow(): GenomicsWorkflow {
  return new GenomicsWorkflow(new Chart(Testing.app(), 'trees', { namespace: 'argo' }), 'trees', { image: 'tools:1' });
}
const folder = volume.folder('/run');
const reference = volume.file('/ref/a.fa').with('.fai');
const bam = volume.file('/bams/a.bam').with('.bai');

test.each<[string, object, string]>([
  ['nothing', {}, 'a tree is made of nothing, or of two things'],
  ['two things', { sequences: [bam], alignments: [bam], reference }, 'a tree is made of nothing, or of two things'],
  ['alignments without an index', { alignments: [volume.file('/a.bam')], reference }, 'alignments have no index'],
  [
    'a reference without an index',
    { alignments: [bam], reference: volume.file('/a.fa') },
    'the reference has no index',
  ],
  ['no alignment', { alignments: [], reference }, 'there is no alignment'],
  [
    'alignments of two kinds',
    { alignments: [bam, volume.file('/bams/b.cram').with('.crai')], reference },
    'alignments are not alike',
  ],
  [
    'alignments of two volumes',
    { alignments: [bam, other.file('/bams/b.bam').with('.bai')], reference },
    'alignments are not alike',
  ],
])('a tree of %s is refused', (_, source, what) => {
  const made = (): unknown => new Phylogeny(workflow(), 'tree', { ...source, folder } as PhylogenyProps);
  expect(refusal(made).problem.what).toBe(what);
});

test.each(['--adjustdirection', '--adjustdirectionaccurately', '--addfragments', '--seed'])(
  'MAFFT is not told %s, by which sequences have other names, or there are more',
  (option) => {
    const stages = { mafft: { args: { mafft: [option] } } };
    const made = (): unknown => new Phylogeny(workflow(), 'tree', { sequences: [bam], folder, stages });
    expect(refusal(made).problem).toMatchObject({
      what: 'an argument of mafft would break what the stage promises',
      got: `'${option}'`,
    });
  },
);

test('mpileup reads twice as many reads of a position as there must be, where its own 250 are fewer', () => {
  const script = (minDepth: number): string => {
    const of = workflow();
    new HaploidCalling(of, 'calls', { alignments: [bam], reference, folder, minDepth });
    return JSON.stringify(Testing.synth(Chart.of(of)));
  };
  expect(script(125)).not.toContain('--min-BQ 20 -d');
  expect(script(126)).toContain('--min-BQ 20 -d 252');
});

test('two trees stand in one workflow, each with stages of its own', () => {
  const of = workflow();
  const genomes = new HaploidCalling(of, 'calls', { alignments: [bam], reference, folder });
  new Phylogeny(of, 'all', { genomes, folder: volume.folder('/run/all'), sites: 'all' });
  const second = { genomes, folder: volume.folder('/run/core'), prefix: 'core', program: 'fasttree' } as const;
  expect(() => new Phylogeny(of, 'core', second)).not.toThrow();
  expect(() => Testing.synth(Chart.of(of))).not.toThrow();
});
