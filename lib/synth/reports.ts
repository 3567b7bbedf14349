import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import { GenomicsError } from '../errors';
import { mermaidPage } from '../overview/mermaid';
import { planTable } from '../overview/plan-table';
import { afterSynth } from './after-synth';
import { mustBeOutsideOfDist } from './diagram-folder';
import { type Planned, resourcePlan } from './resource-plan';

/** What a synth tells about a workflow beside its manifest; nothing of it by default. */
export interface WorkflowReports {
  /**
   * A folder for a page `<name>.md` with the workflow's picture ({@link mermaid}), from the folder where the synth
   * runs: to be committed, so that a pull request shows what it changes. Never `dist/`, which cdk8s empties and Argo CD
   * reads. @default none: nothing is drawn
   */
  readonly diagrams?: string;
  /** Whether `app.synth()` prints the plan ({@link planTable}), to standard error. @default false */
  readonly printPlan?: boolean;
}

/** Sees to the reports that a workflow's props ask for: the one place where a synth writes more than manifests. */
export function reportAtSynth(workflow: Planned, name: string, diagrams: string | undefined, planned = false): void {
  if (planned) afterSynth(workflow, () => void process.stderr.write(planTable(resourcePlan(workflow))));
  if (diagrams === undefined) return;
  mustBeOutsideOfDist(workflow, diagrams);
  const file = join(diagrams, `${name}.md`);
  reservePage(workflow, file);
  afterSynth(workflow, () => {
    mkdirSync(diagrams, { recursive: true });
    writeFileSync(file, mermaidPage(workflow.resource.toJson()));
  });
}

const PAGE = 'cdk8s-genomics.page';

function reservePage(workflow: IConstruct, file: string): void {
  const { node } = workflow.node.root;
  if (node.metadata.some(({ type, data }) => type === PAGE && data === file)) {
    throw new GenomicsError('duplicate-output', workflow, {
      what: 'two workflows would be drawn on one page',
      got: file,
      expected: 'a page for each',
      fix: 'give one of them another folder',
    });
  }
  node.addMetadata(PAGE, file);
}
