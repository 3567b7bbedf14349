import { Testing } from 'cdk8s';
import {
  BwaAlignmentChart,
  type BwaAlignmentChartProps,
  type BwaParameters,
  CohortAlignmentChart,
  type CohortAlignmentChartProps,
  type CohortParameters,
  type CohortStage,
  SharedVolume,
  type StageDefaults,
  sh,
  type WorkflowReports,
} from '../../lib';
import type { ReadGroup } from '../../lib/tools/read-group';
import { type Others, outcome, stageSettings } from '../support/settings';
import { SEED_VOLUME } from '../support/volumes';

/** What takes an `argoVersion` beside it. */
type VersionedSetting = 'schedule' | 'onExit' | 'exclusive';
type Own<T> = Omit<T, keyof StageDefaults | keyof WorkflowReports>;
/** Each key of a record alone, as a record. */
const alone = <T extends object>(all: T): readonly (readonly [string, Partial<T>])[] =>
  Object.entries(all).map(([key, value]) => [key, { [key]: value } as Partial<T>]);

const volume = SharedVolume.fromClaim({ claimName: 'other', owner: 'root' });
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';

/** Stages whose files are for later stages alone: there is nothing to publish. */
const INNER = ['bwaprepare', 'bwareads', 'bwamap', 'sheet', 'reference', 'align', 'row'];

const ofOneStage = (stage: string): typeof stageSettings =>
  stageSettings.filter(([name]) => name !== 'argoVersion' && !(name === 'publish' && INNER.includes(stage)));

/** What each of `changes` gives, where it is not heard. */
function deaf<P>(of: (props: P) => string, changes: readonly (readonly [string, P])[], plain: P): readonly string[] {
  const before = of(plain);
  return changes.flatMap(([name, props]) => {
    const after = of({ ...plain, ...props });
    return after === before || after.startsWith('refused: ') ? [`${name}: ${after.slice(0, 200)}`] : [];
  });
}

describe.each(['backtrack', 'mem'] as const)(
  'each setting of the BWA chart with %s changes what is made:',
  (algorithm) => {
    const bwa = (props: BwaAlignmentChartProps, stage?: string): string =>
      outcome(() => {
        const chart = new BwaAlignmentChart(Testing.app(), 'c', { algorithm, ...props });
        return { chart, workflow: chart.workflow };
      }, stage);
    const ownStages = algorithm === 'mem' ? ['bwaprepare', 'bwamap'] : ['bwaprepare', 'bwareads', 'bwamap', 'bwaindex'];
    const checked = { parameters: { referenceChecksum: md5 } };

    test('its own', () => {
      const parameters: Others<BwaParameters> = {
        fastqFolder: '/f',
        reference: 'https://h/r.fa',
        fastq1: 'https://h/a_1.fq',
        fastq2: 'https://h/a_2.fq',
        maxReads: '4',
        referenceChecksum: md5,
        fastq1Checksum: md5,
        fastq2Checksum: md5,
      };
      const readGroup: Others<ReadGroup> = { id: 'i', sample: 's', library: 'l', platform: 'p', unit: 'u' };
      const own: Omit<Others<Own<BwaAlignmentChartProps>>, 'parameters' | 'readGroup' | 'stages' | VersionedSetting> = {
        volume,
        namespace: 'n',
        name: 'other',
        algorithm: algorithm === 'mem' ? 'backtrack' : 'mem',
        minMapped: 0.5,
        denyCloudMetadata: true,
        removeUnfinished: true,
        preview: 'chr1:7',
      };
      const changes = [
        ...alone<Partial<BwaAlignmentChartProps>>(own),
        ...alone(parameters).map(([name, given]) => [name, { parameters: given }] as const),
        ...alone(readGroup).map(([name, given]) => [`readGroup.${name}`, { readGroup: given }] as const),
      ];
      expect(deaf(bwa, changes, {})).toEqual([]);
    });

    test('its own, beside an argoVersion', () => {
      const own: Required<Pick<BwaAlignmentChartProps, VersionedSetting>> = {
        schedule: { cron: '@daily' },
        onExit: { script: ({ run }) => sh`echo ${run.status}` },
        exclusive: false,
      };
      expect(deaf(bwa, alone<Partial<BwaAlignmentChartProps>>(own), { argoVersion: '3.6' })).toEqual([]);
    });

    test('those of all stages', () => {
      expect(deaf(bwa, stageSettings, {})).toEqual([]);
    });

    test.each(ownStages)('those of %s alone', (stage) => {
      const changes = ofOneStage(stage).map(([name, setting]) => [name, { stages: { [stage]: setting } }] as const);
      expect(deaf((props: BwaAlignmentChartProps) => bwa(props, stage), changes, checked)).toEqual([]);
    });
  },
);

describe('each setting of the cohort chart changes what is made:', () => {
  const cohort = (props: CohortAlignmentChartProps, stage?: string): string =>
    outcome(() => {
      const chart = new CohortAlignmentChart(Testing.app(), 'c', { volume: SEED_VOLUME, image: 'tools:1', ...props });
      return { chart, workflow: chart.workflow };
    }, stage);

  test('its own', () => {
    const parameters: Others<CohortParameters> = {
      folder: '/f',
      reference: 'https://h/r.fa',
      referenceChecksum: md5,
      samples: '[]',
    };
    const own: Omit<Others<Own<CohortAlignmentChartProps>>, 'parameters' | 'stages' | VersionedSetting> = {
      volume,
      namespace: 'n',
      name: 'other',
      sheet: 'file',
      algorithm: 'backtrack',
      fastp: [],
      cram: 'external',
      maxConcurrency: 3,
      removeUnfinished: true,
    };
    const changes = [
      ...alone<Partial<CohortAlignmentChartProps>>(own),
      ...alone(parameters).map(([name, given]) => [name, { parameters: given }] as const),
    ];
    expect(deaf(cohort, changes, {})).toEqual([]);
  });

  test('its own, beside an argoVersion', () => {
    const given = { reference: 'https://h/r.fa', referenceChecksum: md5, samples: '[]' };
    const own: Required<Pick<CohortAlignmentChartProps, VersionedSetting>> = {
      schedule: { cron: '@daily', arguments: given },
      onExit: { script: ({ run }) => sh`echo ${run.status}` },
      exclusive: false,
    };
    expect(deaf(cohort, alone<Partial<CohortAlignmentChartProps>>(own), { argoVersion: '3.6' })).toEqual([]);
  });

  test('those of all stages', () => {
    expect(deaf(cohort, stageSettings, {})).toEqual([]);
  });

  const stages: Readonly<Record<CohortStage, CohortAlignmentChartProps>> = {
    sheet: { sheet: 'file' },
    reference: {},
    align: {},
    merge: {},
    cram: { cram: 'embedded' },
    stats: {},
    row: {},
    report: {},
  };

  test.each(Object.entries(stages))('those of %s alone', (stage, props) => {
    const changes = ofOneStage(stage).map(([name, setting]) => [name, { stages: { [stage]: setting } }] as const);
    expect(deaf((given: CohortAlignmentChartProps) => cohort(given, stage), changes, props)).toEqual([]);
  });

  test.each(['sheet', 'cram'])('those of %s are refused where the chart has no such stage', (stage) => {
    expect(cohort({ stages: { [stage]: { cpu: 7 } } })).toMatch(
      new RegExp(
        `^refused: GenomicsError: \\[c/cohort/CohortAlignment\\] settings are for a stage that the pipeline does not have, got stages.${stage}, `,
      ),
    );
    expect(cohort({ stages: { [stage]: undefined } })).toBe(cohort({}));
  });
});

test('settings that are undefined are for no stage', () => {
  const chart = (props: BwaAlignmentChartProps) => new BwaAlignmentChart(Testing.app(), 'c', props);
  const stages = { bwareads: undefined } as unknown as NonNullable<BwaAlignmentChartProps['stages']>;
  expect(() => chart({ stages })).not.toThrow();
});
