import { ApiObject, App, Chart, Testing } from 'cdk8s';
import {
  equals,
  GenomicsStage,
  type GenomicsStageProps,
  GenomicsWorkflow,
  type GenomicsWorkflowProps,
  ParallelMapStage,
  type ParallelMapStageProps,
  type StageDefaults,
  type StageInputs,
  type StageOutputs,
  setDefaults,
  sh,
  type WorkflowReports,
} from '../../lib';
import { FETCH } from '../../lib/shell';
import { type Made, type Others, outcome, stageSettings } from '../support/settings';
import { ROOT_VOLUME } from '../support/volumes';
import { makes, named, refusal, template } from '../synth';

type Parameters = Record<string, string>;
type Workflow = Omit<GenomicsWorkflowProps<Parameters>, keyof StageDefaults | keyof WorkflowReports>;
type Stage = Omit<GenomicsStageProps<StageInputs, StageOutputs>, keyof StageDefaults>;
type MapProps = Omit<ParallelMapStageProps<readonly string[], never>, 'each'>;

/** A workflow with a stage in a map, and settings at each of the places that take some. */
interface Places {
  readonly app?: StageDefaults;
  readonly workflow?: StageDefaults & Partial<Workflow>;
  readonly below?: StageDefaults;
  readonly map?: Partial<MapProps>;
  readonly body?: StageDefaults;
  readonly stage?: StageDefaults & Partial<Stage>;
}

const run = ROOT_VOLUME.folder('/r');

function composed({ app: above = {}, workflow: props = {}, below = {}, map = {}, body = {}, stage = {} }: Places) {
  const app = Testing.app();
  setDefaults(app, { image: 'tools:1', ...above });
  const chart = new Chart(app, 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', props);
  setDefaults(workflow, below);
  new ParallelMapStage(workflow, 'each', {
    over: ['a', 'b'],
    ...map,
    each: (scope, item) => {
      setDefaults(scope, body);
      const { outputs } = new GenomicsStage(scope, 'a', {
        title: 'Make it',
        outputs: { x: run.result(item) },
        script: makes,
        ...stage,
      });
      // What a stage with a condition makes cannot be gathered.
      return { outputs: stage.when === undefined ? outputs : {} };
    },
  });
  return { chart, workflow };
}

const plain = outcome(() => composed({}));

describe('a setting of a stage is heard', () => {
  const places = ['app', 'workflow', 'below', 'body', 'stage'] as const;

  test.each(stageSettings)('%s, wherever it is given', (_, setting) => {
    const deaf = places.filter((place) => outcome(() => composed({ [place]: setting })) === plain);
    expect(deaf).toEqual([]);
  });

  test('and none is refused, but a newer Argo for a stage than its workflow has', () => {
    const refused = stageSettings.flatMap(([name, setting]) =>
      places.flatMap((place) =>
        outcome(() => composed({ [place]: setting })).startsWith('refused: ') ? [`${name} of ${place}`] : [],
      ),
    );
    expect(refused).toEqual(['argoVersion of body', 'argoVersion of stage']);
  });

  const own: Others<Stage> = {
    inputs: { n: 1 },
    outputs: { y: run.result('a', '.y').with('.z') },
    script: ({ outputs }) => sh`make more ${outputs['y'] ?? outputs['x'] ?? ''}`,
    identify: () => sh`echo 1`,
    versions: sh`echo make=1`,
    stub: ({ outputs }) => sh`echo stub > ${outputs['y'] ?? outputs['x'] ?? ''}`,
    uses: [FETCH],
    cacheKey: 'made-1',
    when: equals('a', 'b'),
    title: 'Make more',
  };

  test.each(Object.entries(own))('%s, which only a stage has', (key, value) => {
    const workflow = { argoVersion: '3.7' as const };
    // One output for all items is refused, so this map has one.
    const map = { over: ['a'] };
    const before = outcome(() => composed({ workflow, map }));
    const after = outcome(() => composed({ workflow, map, stage: { [key]: value } }));
    expect(after).not.toBe(before);
    expect(after).not.toContain('refused: ');
  });
});

test('a title is heard from Argo 3.7 on, as its documentation says', () => {
  expect(outcome(() => composed({ stage: { title: 'Make more' } }))).toBe(plain);
});

const ofWorkflows: Omit<Others<Workflow>, 'schedule' | 'onExit' | 'exclusive'> = {
  parameters: { p: '1' },
  name: 'n',
  entrypoint: 'e',
  ttlSeconds: 7,
  parallelism: 3,
  maxNodes: 1,
  denyCloudMetadata: true,
  removeUnfinished: true,
};

test.each(Object.entries(ofWorkflows))('%s of a workflow is heard', (key, value) => {
  expect(outcome(() => composed({ workflow: { [key]: value } }))).not.toBe(plain);
});

const ofVersions: Required<Pick<Workflow, 'schedule' | 'onExit' | 'exclusive'>> = {
  schedule: { cron: '@daily' },
  onExit: { script: ({ run: ended }) => sh`echo ${ended.status}` },
  exclusive: false,
};

test.each(Object.entries(ofVersions))('%s of a workflow is heard beside an argoVersion', (key, value) => {
  const argoVersion = '3.6';
  const before = outcome(() => composed({ workflow: { argoVersion } }));
  const after = outcome(() => composed({ workflow: { argoVersion, [key]: value } }));
  expect(after).not.toBe(before);
  expect(after).not.toContain('refused: ');
});

const ofMaps: Others<MapProps> = { over: ['a', 'c'], maxConcurrency: 1, when: equals('a', 'b') };

test.each(Object.entries(ofMaps))('%s of a map is heard', (key, value) => {
  expect(outcome(() => composed({ map: { [key]: value } }))).not.toBe(plain);
});

describe('the account of a stage', () => {
  const accountsOf = ({ chart }: Made) => {
    const { spec } = template(chart);
    return [spec.serviceAccountName, named(spec.templates, 'a').serviceAccountName];
  };

  test('is its workflow’s, which its template does not repeat', () => {
    expect(accountsOf(composed({}))).toEqual(['w', undefined]);
    expect(accountsOf(composed({ app: { serviceAccountName: 'site' } }))).toEqual(['site', undefined]);
    expect(accountsOf(composed({ workflow: { serviceAccountName: 'w1' } }))).toEqual(['w1', undefined]);
    expect(accountsOf(composed({ stage: { serviceAccountName: 'w' } }))).toEqual(['w', undefined]);
  });

  test('is in its template where the stage, or a scope between it and the workflow, names another', () => {
    expect(accountsOf(composed({ stage: { serviceAccountName: 'own' } }))).toEqual(['w', 'own']);
    expect(accountsOf(composed({ body: { serviceAccountName: 'own' } }))).toEqual(['w', 'own']);
    expect(accountsOf(composed({ below: { serviceAccountName: 'own' } }))).toEqual(['w', 'own']);
    const both = { workflow: { serviceAccountName: 'w1' }, stage: { serviceAccountName: 'own' } };
    expect(accountsOf(composed(both))).toEqual(['w1', 'own']);
  });

  test('brings no pull secrets of the workflow’s account: they are in the pod’s patch', () => {
    const workflow = { imagePullSecrets: ['s'] };
    const patchOf = (made: Made) => named(template(made.chart).spec.templates, 'a').podSpecPatch;
    expect(patchOf(composed({ workflow }))).toBeUndefined();
    expect(patchOf(composed({ workflow, stage: { serviceAccountName: 'own' } }))).toBe(
      '{"imagePullSecrets":[{"name":"s"}]}',
    );
  });

  test.each(['Own', 'a b', '', '-a', 'a..b', 'a'.repeat(254), '{{workflow.name}}'])('cannot be %j', (name) => {
    for (const place of ['workflow', 'stage', 'app'] as const)
      expect(refusal(() => composed({ [place]: { serviceAccountName: name } })).code).toBe('invalid-name');
  });

  test.each(['own', 'team-a.own', `${'a'.repeat(60)}.${'b'.repeat(63)}`])('can be %j, as Kubernetes has it', (name) => {
    expect(accountsOf(composed({ stage: { serviceAccountName: name } }))).toEqual(['w', name]);
  });

  test('must be allowed to report results, which the checks at synth see', () => {
    const withRole = (verbs: readonly string[]) => {
      const { chart } = composed({ stage: { serviceAccountName: 'own' } });
      const metadata = { name: 'own', namespace: 'argo' };
      const rbac = 'rbac.authorization.k8s.io';
      const rules = [{ apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs }];
      const subjects = [{ kind: 'ServiceAccount', ...metadata }];
      const roleRef = { apiGroup: rbac, kind: 'Role', name: 'own' };
      new ApiObject(chart, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
      const role = { metadata, rules };
      const binding = { metadata, roleRef, subjects };
      new ApiObject(chart, 'role', { apiVersion: `${rbac}/v1`, kind: 'Role', ...role });
      new ApiObject(chart, 'bound', { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', ...binding });
      return App.of(chart).synthYaml();
    };
    const warn = jest.spyOn(console, 'warn').mockImplementation();
    expect(withRole(['create', 'patch'])).toContain('serviceAccountName: own');
    expect(warn).not.toHaveBeenCalled();
    withRole(['create']);
    expect(warn.mock.calls.join('\n')).toContain('no role here lets the account "own" patch workflowtaskresults');
    warn.mockRestore();
  });
});
