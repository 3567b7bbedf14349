import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, JsonPatch, Testing } from 'cdk8s';
import {
  GenomicsStage,
  type GenomicsStageProps,
  GenomicsWorkflow,
  ParallelMapStage,
  type StageDefaults,
  type StageInputs,
  type StageOutputs,
  setDefaults,
  sh,
} from '../../lib';
import { FETCH, shellFile } from '../../lib/shell';
import { SEED_VOLUME } from '../support/volumes';
import { makes, named, newWorkflow, refusal, template } from '../synth';

/** A chart whose only stage takes all from above; `before` and `after` say when each default was set. */
function made(own: StageDefaults, before: (scopes: Scopes) => void, after: (scopes: Scopes) => void) {
  const app = new App();
  const chart = new Chart(app, 'c', { namespace: 'argo' });
  before({ app, chart });
  const workflow = new GenomicsWorkflow(chart, 'w', {});
  new GenomicsStage(workflow, 's', {
    ...own,
    outputs: { x: SEED_VOLUME.folder('/r').result('x') },
    script: ({ outputs, threads }) => sh`echo ${threads} > ${outputs.x}`,
  });
  after({ app, chart, workflow });
  return Testing.synth(chart);
}

interface Scopes {
  readonly app: App;
  readonly chart: Chart;
  readonly workflow?: GenomicsWorkflow;
}

const ofApp: StageDefaults = {
  image: 'tools:1',
  cpu: 4,
  labels: { team: 'a', cost: '1' },
  retry: { limit: 5, backoff: '1m', factor: 3 },
};
const ofChart: StageDefaults = { memory: '8Gi', labels: { cost: '2' }, retry: { limit: 7 } };

test('defaults hold in whatever order they and the stages were written', () => {
  const early = made(
    {},
    ({ app, chart }) => {
      setDefaults(app, ofApp);
      setDefaults(chart, ofChart);
    },
    () => {},
  );
  const late = made(
    {},
    () => {},
    ({ app, chart }) => {
      setDefaults(chart, ofChart);
      setDefaults(app, ofApp);
    },
  );
  expect(late).toEqual(early);
});

test('labels and retries merge, the nearest scope and the stage itself winning field by field', () => {
  const manifests = made(
    { retry: { factor: 1 }, labels: { own: 'yes' } },
    () => {},
    ({ app, chart }) => {
      setDefaults(app, ofApp);
      setDefaults(chart, ofChart);
    },
  );
  const { spec } = manifests.find(({ kind }) => kind === 'WorkflowTemplate') ?? {};
  const stage = spec.templates.find(({ name }: { readonly name: string }) => name === 's');
  expect(stage.metadata.labels).toMatchObject({ team: 'a', cost: '2', own: 'yes' });
  expect(stage.retryStrategy).toMatchObject({ limit: '7', backoff: { duration: '1m', factor: '1' } });
  expect(stage.container.resources.limits).toMatchObject({ cpu: '4', memory: '8Gi' });
});

test('a plan knows an estimate that was set after the stages', () => {
  const { chart, workflow, run } = newWorkflow();
  new GenomicsStage(workflow, 's', { outputs: { x: run.result('x') }, script: makes });
  setDefaults(chart, {
    compute: ({ minutes = 0 }) => ({ labels: { minutes: `${minutes}` } }),
    estimate: { minutes: 7 },
  });
  expect(named(template(chart).spec.templates, 's').metadata?.labels).toMatchObject({ minutes: '7' });
});

test.each<[string, StageDefaults, string]>([
  ['cpu', { cpu: 0.5 }, 'cpu is not a number'],
  ['memory', { memory: '4' }, 'memory is not an amount of bytes'],
  ['an image', { image: 'a b' }, 'a stage has no usable image'],
  ['a retry', { retry: { backoff: 'soon' } }, 'retry.backoff is not a duration'],
  ['an account', { serviceAccountName: 'A' }, 'is not allowed'],
])('%s that no stage could have is refused where it is written', (_, defaults, what) => {
  expect(refusal(() => setDefaults(new Chart(Testing.app(), 'c'), defaults)).message).toContain(what);
});

test.each<[StageDefaults]>([[{ serviceAccountName: 'mine' }], [{ imagePullSecrets: ['registry'] }]])(
  '%j above a workflow that is created already is refused: it decides which objects there are',
  (defaults) => {
    const { chart } = newWorkflow();
    expect(refusal(() => setDefaults(chart, defaults)).message).toMatch(/^\[c\] \w+ is set above a workflow that is/);
  },
);

test('a stage without an image anywhere is refused by its own path when the manifest is written', () => {
  const refused = refusal(() =>
    made(
      {},
      () => {},
      () => {},
    ),
  );
  expect(refused.message).toMatch(/^\[c\/w\/s\] a stage has no usable image/);
});

describe('a patch of a stage', () => {
  const patched = (...patches: JsonPatch[]) => {
    const { chart, workflow, run } = newWorkflow();
    const map = new ParallelMapStage(workflow, 'map', {
      over: ['a', 'b'],
      each: (scope, item) => {
        const stage = new GenomicsStage(scope, 'gpu', {
          outputs: { x: run.intermediate(item) },
          script: ({ outputs }) => sh`: > ${outputs.x}`,
        });
        stage.addTemplatePatch(...patches);
        return stage;
      },
    });
    new GenomicsStage(workflow, 'all', {
      inputs: { all: map.outputs.x },
      outputs: { x: run.result('all') },
      script: ({ inputs, outputs }) => sh`cat ${inputs.all.list} > ${outputs.x}`,
    });
    return template(chart).spec.templates;
  };

  test('begins at its template, wherever that stands', () => {
    const templates = patched(
      JsonPatch.add('/container/resources/limits/nvidia.com~1gpu', '1'),
      JsonPatch.add('/container/env/-', { name: 'LICENCE', value: 'x' }),
    );
    expect(named(templates, 'gpu').container?.resources?.limits).toHaveProperty(['nvidia.com/gpu'], '1');
    expect(named(templates, 'gpu').container?.env).toContainEqual({ name: 'LICENCE', value: 'x' });
    expect(named(templates, 'all').container?.resources?.limits).not.toHaveProperty(['nvidia.com/gpu']);
  });

  test('that removes what is not there is refused', () => {
    expect(refusal(() => patched(JsonPatch.remove('/container/nope'))).message).toContain('got remove /container/nope');
  });

  test.each(['/script/image', 'container/image'])('whose path is %s is refused by its stage and its path', (path) => {
    const { message } = refusal(() => patched(JsonPatch.replace(path, 'x')));
    expect(message).toMatch(/^\[c\/w\/map\/gpu\] a patch does not fit the stage’s template, got replace /);
    expect(message).toContain(path);
  });
});

test('two shell files of one name in a workflow are refused: its pods would have one of them', () => {
  const { workflow, run } = newWorkflow();
  const folder = mkdtempSync(join(tmpdir(), 'functions-'));
  writeFileSync(join(folder, 'fetch.sh'), '# results: 1\nown() { :; }\n');
  const file = shellFile(folder, 'fetch.sh');
  rmSync(folder, { recursive: true });
  const stage = (id: string, uses: GenomicsStageProps<StageInputs, StageOutputs>['uses']) =>
    new GenomicsStage(workflow, id, { uses: uses ?? [], outputs: { x: run.result(id) }, script: makes });
  stage('one', [FETCH]);
  expect(refusal(() => stage('two', [file])).message).toContain("got 'fetch.sh' with two texts");
});

test('a rule can be added to the workflow’s own role, and there is none where the account is another’s', () => {
  const { chart, workflow } = newWorkflow();
  new GenomicsStage(workflow, 's', { outputs: { x: SEED_VOLUME.folder('/r').result('x') }, script: makes });
  workflow.role?.allow(['get'], { apiGroup: '', resourceType: 'secrets' });
  const role = Testing.synth(chart).find(({ kind }) => kind === 'Role');
  expect(role.rules).toEqual([
    { apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
  ]);
  const other = new GenomicsWorkflow(new Chart(Testing.app(), 'd'), 'w', { serviceAccountName: 'mine' });
  expect([other.role, other.serviceAccount, other.serviceAccountName]).toEqual([undefined, undefined, 'mine']);
});
