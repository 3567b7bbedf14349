import { ANYTHING, listOfKind, mustBe, optional, shape } from '../kinds';
import { labelText } from './mermaid-text';
import { type Drawn, type Edge, pictureOf } from './picture';
import { subjectOf } from './subject';

/**
 * Brackets that every Mermaid since 8 draws: a box, a box with double sides for "many", a rounded one for another
 * workflow's.
 */
const BRACKETS = { one: ['[', ']'], many: ['[[', ']]'], elsewhere: ['([', '])'] } as const;

/** @see mermaid */
export interface MermaidOptions {
  /** Manifests that a `workflowTemplateRef` leads to. @default none: such a workflow is one box that says so */
  readonly others?: readonly unknown[];
}

/**
 * A workflow's DAG as the text of a Mermaid flowchart, which Git hosts draw in a pull request. A task is a box with its
 * name, its template where that is called otherwise, what it runs over (`×`) and its condition (`if`); a nested DAG is
 * a frame; what may be left out is dashed. The same manifest gives the same bytes. Exit handlers and hooks are not
 * drawn.
 *
 * @param manifest a Workflow, WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow as a plain object, anybody's
 * @throws GenomicsError `invalid-value` where it is something else
 */
export function mermaid(manifest: unknown, options: MermaidOptions = {}): string {
  mustBe('mermaid', options, shape({ others: optional(listOfKind(ANYTHING)) }), 'options');
  const { others = [] } = options;
  const { inside, edges } = pictureOf(subjectOf(manifest, others));
  const dashed = inside.flatMap(conditionals);
  const style =
    dashed.length === 0
      ? []
      : ['  classDef conditional stroke-dasharray: 5 5', `  class ${dashed.join(',')} conditional`];
  const drawn = inside.flatMap((one) => drawnLines(one, '  '));
  const arrows = edges.map((edge) => `  ${edgeLine(edge)}`);
  return `${['flowchart TD', ...drawn, ...arrows, ...style].join('\n')}\n`;
}

/** The picture as a page of Markdown. */
export function mermaidPage(manifest: unknown): string {
  const { kind, name } = subjectOf(manifest).document;
  return `# ${name}\n\nDrawn from the ${kind} when it was synthesized.\n\n\`\`\`mermaid\n${mermaid(manifest)}\`\`\`\n`;
}

function drawnLines({ id, lines, look, inside, edges }: Drawn, indent: string): readonly string[] {
  const [open, close] = BRACKETS[look];
  if (inside.length === 0) return [`${indent}${id}${open}${labelText(lines)}${close}`];
  const deeper = `${indent}  `;
  return [
    // A frame's title is one line: Mermaid makes no room for more and draws the boxes over it.
    `${indent}subgraph ${id}[${labelText([lines.join(' · ')])}]`,
    `${deeper}direction TB`,
    ...inside.flatMap((one) => drawnLines(one, deeper)),
    ...edges.map((edge) => `${deeper}${edgeLine(edge)}`),
    `${indent}end`,
  ];
}

function edgeLine({ from, to, status, loose }: Edge): string {
  const arrow = loose ? '-.->' : '-->';
  return `${from} ${arrow}${status === undefined ? '' : `|${labelText([status])}|`} ${to}`;
}

function conditionals({ id, conditional, inside }: Drawn): readonly string[] {
  return [...(conditional ? [id] : []), ...inside.flatMap(conditionals)];
}
