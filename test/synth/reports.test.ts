import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import {
  GenomicsStage,
  GenomicsWorkflow,
  type GenomicsWorkflowProps,
  ParallelMapStage,
  resourcePlan,
  sh,
  Value,
} from '../../lib';
import { mermaid, planTable } from '../../lib/overview';
import { ROOT_VOLUME } from '../support/volumes';
import { refusal } from '../synth';

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'reports-'));
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach((made) => void rmSync(made, { recursive: true })));
afterEach(() => jest.restoreAllMocks());

type Props = Omit<GenomicsWorkflowProps<Record<never, never>>, 'parameters'>;

/** An app whose workflow maps over this many items. */
function app(props: Props, items = 2) {
  const made = new App({ outdir: folder() });
  const chart = new Chart(made, 'c', { namespace: 'argo' });
  const workflow = new GenomicsWorkflow(chart, 'w', { image: 'tools:1', ...props, parameters: { folder: '/run' } });
  const run = ROOT_VOLUME.folder(workflow.parameters.folder);
  new ParallelMapStage(workflow, 'map', {
    over: Array.from({ length: items }, (_, at) => `${at}`),
    each: (scope, item) =>
      new GenomicsStage(scope, 'one', {
        outputs: { out: run.result(Value.of('x', item)) },
        script: ({ outputs }) => sh`date > ${outputs.out}`,
      }),
  });
  return { app: made, chart, workflow };
}

const printed = () => jest.spyOn(process.stderr, 'write').mockReturnValue(true);

test('nothing is drawn and nothing is printed by default', () => {
  const said = printed();
  const { app: made } = app({});
  made.synth();
  expect(readdirSync(made.outdir)).toEqual(['c.k8s.yaml']);
  expect(said).not.toHaveBeenCalled();
});

test('a synth draws the workflow into the folder that is asked for, patches included', () => {
  const diagrams = join(folder(), 'docs/workflows');
  const { app: made, workflow } = app({ diagrams });
  made.synth();
  expect(readdirSync(diagrams)).toEqual(['w.md']);
  const page = readFileSync(join(diagrams, 'w.md'), 'utf8');
  expect(page).toBe(
    `# w\n\nDrawn from the WorkflowTemplate when it was synthesized.\n\n\`\`\`mermaid\n${mermaid(workflow.resource.toJson())}\`\`\`\n`,
  );
  made.synth();
  expect(readFileSync(join(diagrams, 'w.md'), 'utf8')).toBe(page);
});

test('a test that looks at the manifests draws nothing, nor does a synth that a check stops', () => {
  const diagrams = join(folder(), 'docs');
  Testing.synth(app({ diagrams, printPlan: true }).chart);
  const { app: made, workflow } = app({ diagrams, printPlan: true });
  workflow.node.addValidation({ validate: () => ['no'] });
  expect(() => made.synth()).toThrow('no');
  expect(existsSync(diagrams)).toBe(false);
});

test.each(['dist', './dist/', 'dist/docs', 'docs/../dist', ''])(
  'pictures in %p are refused: cdk8s empties it',
  (diagrams) => {
    expect(refusal(() => app({ diagrams })).problem.got).toContain(diagrams);
  },
);

test('pictures in the folder where this app writes its manifests are refused, and beside it they are not', () => {
  const outdir = folder();
  const chart = new Chart(new App({ outdir }), 'c');
  expect(refusal(() => new GenomicsWorkflow(chart, 'w', { diagrams: join(outdir, 'x') })).code).toBe('invalid-value');
  new GenomicsWorkflow(chart, 'v', { diagrams: `${outdir}-docs` });
});

test('two workflows on one page are refused', () => {
  const { app: made } = app({ diagrams: 'docs/workflows' });
  expect(refusal(() => new GenomicsWorkflow(new Chart(made, 'd'), 'w', { diagrams: './docs/workflows' })).code).toBe(
    'duplicate-output',
  );
});

test('the plan is printed once to standard error, where YAML does not go', () => {
  const said = printed();
  const { app: made, workflow } = app({ printPlan: true });
  made.synth();
  expect(said.mock.calls.map(([text]) => text)).toEqual([planTable(resourcePlan(workflow))]);
});

describe('a workflow whose run is larger than its status', () => {
  test('is refused at synth, with the number and what to do', () => {
    expect(() => Testing.synth(app({}, 2000).chart)).toThrow('one run has 4002 nodes in its status, more than 4000');
    expect(() => Testing.synth(app({ maxNodes: 5 }).chart)).toThrow('more than 5');
  });

  test('is let through where Argo has room for it', () => {
    expect(Testing.synth(app({ maxNodes: 5000 }, 2000).chart)).not.toHaveLength(0);
    expect(Testing.synth(app({ maxNodes: Number.POSITIVE_INFINITY }, 2000).chart)).not.toHaveLength(0);
    expect(refusal(() => app({ maxNodes: 0 })).problem.what).toContain('maxNodes');
  });
});
