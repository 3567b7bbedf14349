import { Chart, Testing } from 'cdk8s';
import { GenomicsStage, GenomicsWorkflow, type GenomicsWorkflowProps, SharedVolume, sh } from '../../lib';
import { check } from '../../lib/check';
import { invocations } from '../../lib/run/invocations';
import { workflowTemplate } from '../support/manifests';
import { makes, named, refusal } from '../synth';

const owner = { uid: 1000, gid: 1000 } as const;
const volume = SharedVolume.fromClaim({ claimName: 'pvc-oss', volumeName: 'ossdir', mountPath: '/bwa', owner });

function made(props: GenomicsWorkflowProps<Record<never, never>>, other?: SharedVolume) {
  const chart = new Chart(Testing.app(), 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', ...props });
  for (const [id, on] of [['a', volume], ...(other === undefined ? [] : ([['b', other]] as const))] as const)
    new GenomicsStage(workflow, id, {
      outputs: { x: on.folder('/r').result(id) },
      script: ({ outputs }) => sh`: > ${outputs.x}`,
    });
  const manifests = Testing.synth(chart);
  return { manifests, spec: workflowTemplate(manifests).spec };
}

const onExit = { script: () => sh`echo ended` };
const second = (its = owner as SharedVolume['owner']) =>
  SharedVolume.fromClaim({
    claimName: 'scratch',
    owner: its,
    volumeName: 'fast',
    mountPath: '/fast',
    workFolder: '/w',
  });

test('without removeUnfinished nothing is removed', () => {
  const { spec } = made({});
  expect(JSON.stringify(spec)).not.toMatch(/clean|removable|onExit/);
});

test('at the end of a run a container looks through the work folders of all volumes that stages write to', () => {
  const { manifests, spec } = made({ removeUnfinished: true }, second());
  const { container, securityContext } = named(spec.templates, spec.onExit ?? '');
  expect(container).toMatchObject({
    command: ['sh', '/stage/clean.sh'],
    args: ['--volume=/bwa,/bwa/.work', '--volume=/fast,/fast/w'],
    env: [{ name: 'RUN', value: '{{workflow.uid}}' }],
  });
  expect(securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000 });
  expect(manifests.find(({ kind }) => kind === 'ConfigMap').data).toHaveProperty(['clean.sh']);
  for (const name of ['a', 'b']) expect(named(spec.templates, name).container?.args).toContain('--removable');
  expect(check(manifests)).toEqual([]);
});

test('the container pulls its image with the secrets that an account of the site does not carry', () => {
  const { spec } = made({ removeUnfinished: true, serviceAccountName: 'site', imagePullSecrets: ['registry'] });
  expect(named(spec.templates, 'clean-up').podSpecPatch).toContain('registry');
});

test('beside an exit handler both run', () => {
  const { manifests, spec } = made({ removeUnfinished: true, onExit });
  const { dag } = named(spec.templates, spec.onExit ?? '');
  expect(dag?.tasks?.map(({ name, template, depends }) => [name, template, depends])).toEqual([
    ['on-exit', 'on-exit', undefined],
    ['clean-up', 'clean-up', undefined],
  ]);
  expect(check(manifests)).toEqual([]);
});

test('volumes of several owners cannot be cleaned by one user', () => {
  expect(() => made({ removeUnfinished: true }, second('root'))).toThrow(/the volumes belong to several/);
});

test('a stage’s name may not be the clean-up’s', () => {
  const chart = new Chart(Testing.app(), 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', removeUnfinished: true });
  const taken = () =>
    new GenomicsStage(workflow, 'clean-up', { outputs: { x: volume.folder('/r').result('x') }, script: makes });
  expect(refusal(taken)).toMatchObject({ code: 'duplicate-name' });
});

test('publish: none leaves results in the work folder, and locks no folder', () => {
  const { spec } = made({ publish: 'none', argoVersion: '3.6' });
  expect(named(spec.templates, 'a').container?.args).toContain('--output=OUT_X');
  expect(JSON.stringify(spec)).not.toMatch(/--publish|mutex/);
  expect(named(made({ publish: 'results' }).spec.templates, 'a').container?.args).toContain('--publish=OUT_X');
  expect(invocations(workflowTemplate(made({ publish: 'none' }).manifests))).toHaveLength(1);
});
