/** The finding: names that wrappers have of their own were refused, and misspelt ones in nested objects were not. */
import { Construct } from 'constructs';
import { GenomicsStage, type StageDefaults, setDefaults, sh } from '../../lib';
import { isSlip } from '../../lib/kinds';
import { SEED_VOLUME } from '../support/volumes';
import { makes, newWorkflow, refusal, template } from '../synth';
import { count, messageOf, type Write } from './count';

const writes: Write = ({ outputs: { txt = '' } }) => sh`count >${txt}`;

test.each<[string, object, string, string]>([
  ['a prop', { cpus: 16 }, 'cpus', 'cpu'],
  ['a prop with a letter too few', { memry: '8Gi' }, 'memry', 'memory'],
  ['a prop with two letters in each other’s place', { iamge: 'a:1' }, 'iamge', 'image'],
  ['a prop in other capitals', { deadlineseconds: 60 }, 'deadlineseconds', 'deadlineSeconds'],
  ['inputs', { inputs: undefined, Inputs: { a: 'x' } }, 'Inputs', 'inputs'],
  ['outputs', { outputs: undefined, output: {} }, 'output', 'outputs'],
  ['a field of retry', { retry: { limit: 5, backof: '5m' } }, 'retry.backof', 'backoff'],
  ['a field of memoryGrowth', { retry: { memoryGrowth: { maxx: '5Gi' } } }, 'retry.memoryGrowth.maxx', 'max'],
  ['a field of a mount', { mounts: { '/opt/db': { claim: 'x', subpath: 'v1' } } }, 'mounts./opt/db.subpath', 'subPath'],
  ['a field of requests', { requests: { cpus: 1 } }, 'requests.cpus', 'cpu'],
  ['a field of a profile', { compute: { label: { a: 'b' } } }, 'compute.label', 'labels'],
])('%s that is misspelt in a variable is refused, with what is meant', (_, props, path, meant) => {
  const message = messageOf(() => count(writes, {}, props));
  expect(message).toContain(`'${path}' is a field that is not known`);
  expect(message).toContain(`expected '${meant}'; did you mean ${meant}?`);
});

test('a default that is misspelt in a variable is refused as well', () => {
  const defaults = { memory: '1Gi', cpus: 16 };
  expect(messageOf(() => setDefaults(newWorkflow().workflow, defaults))).toContain('did you mean cpu?');
});

/** A team's own stage, whose props have fields of their own. */
interface OwnProps extends StageDefaults {
  readonly input: string;
  readonly sample: string;
  readonly gpu: number;
  readonly cpus: number;
  readonly label: string;
  readonly tile: number;
  readonly toString: () => string;
}

class OwnStage extends Construct {
  constructor(scope: Construct, id: string, props: OwnProps) {
    super(scope, id);
    const run = SEED_VOLUME.folder('/run');
    const inputs = { text: props.input };
    const outputs = { x: run.result(props.sample) };
    new GenomicsStage(this, 'stage', { ...props, cpu: props.cpus, inputs, outputs, script: makes });
  }
}

test('fields of a wrapper’s own may be spread into a stage and into defaults', () => {
  const { chart, workflow } = newWorkflow();
  const own = { input: 'a', sample: 'x', gpu: 1, cpus: 2, label: 'l', tile: 7, toString: () => 'own' };
  new OwnStage(workflow, 'own', own);
  setDefaults(workflow, { ...own, cpu: 2 });
  expect(() => template(chart)).not.toThrow();
});

test('a name that is misspelt as undefined is none', () => {
  expect(() => count(writes, {}, { cpus: undefined })).not.toThrow();
});

test.each([
  ['comand', 'command'],
  ['commmand', 'command'],
  ['cmomand', 'command'],
  ['conmand', 'command'],
  ['Command', 'command'],
  ['cpus', 'cpu'],
  ['evn', 'env'],
])('%s is a slip of %s', (one, other) => {
  expect([isSlip(one, other), isSlip(other, one)]).toEqual([true, true]);
});

test.each([
  ['command', 'command'],
  ['gpu', 'cpu'],
  ['then', 'when'],
  ['user', 'uses'],
  ['retries', 'retry'],
  ['mem', 'memory'],
  ['cmdnoam', 'command'],
  ['', 'env'],
])('%s is none of %s', (one, other) => {
  expect([isSlip(one, other), isSlip(other, one)]).toEqual([false, false]);
});

test('an id that is empty is refused as one', () => {
  const { workflow, run } = newWorkflow();
  const stage = () => new GenomicsStage(workflow, '', { outputs: { x: run.result('x') }, script: makes });
  expect(refusal(stage)).toMatchObject({ code: 'invalid-name', problem: { what: 'an id is empty' } });
});
