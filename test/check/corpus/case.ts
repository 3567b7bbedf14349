import { parseAllDocuments } from 'yaml';
import type { CheckOptions } from '../../../lib/check';

/** A manifest that breaks one rule, and its mended twin: «broken|mended» marks what differs. */
export interface Case {
  readonly code: string;
  readonly why: string;
  readonly yaml: string;
  readonly options?: CheckOptions;
}

export function variant(yaml: string, which: 'broken' | 'mended'): string {
  return yaml.replace(/«([^|»]*)\|([^»]*)»/g, (_, broken: string, mended: string) =>
    which === 'broken' ? broken : mended,
  );
}

/** As kubectl reads them, by YAML 1.1. */
export function manifests(yaml: string): readonly unknown[] {
  return parseAllDocuments(yaml, { version: '1.1' }).map((document) => {
    const [mistake] = document.errors;
    if (mistake !== undefined) throw new Error(`${mistake.message}\n${yaml}`);
    return document.toJS();
  });
}

const head = (kind: string, name: string) =>
  `apiVersion: argoproj.io/v1alpha1\nkind: ${kind}\nmetadata: {name: ${name}}\n`;

function block(text: string, indent: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `${indent}${line}`)
    .join('\n');
}

/** A spec of its own, as a WorkflowTemplate. */
export function spec(text: string, kind = 'WorkflowTemplate', name = 'corpus'): string {
  return `${head(kind, name)}spec:\n${block(text, '  ')}\n`;
}

const work = `
- name: work
  inputs: {parameters: [{name: x, default: "1"}, {name: w, default: "2"}]}
  outputs: {parameters: [{name: size, valueFrom: {path: /tmp/size}}], artifacts: [{name: file, path: /tmp/file}]}
  container: {image: "busybox:1.36", command: [echo]}
`;

/** A DAG of these tasks; `work` is a template that they may call, `more` further fields of the spec. */
export function dag(tasks: string, more = '', extra = ''): string {
  return spec(
    `entrypoint: main\n${more.trim()}\ntemplates:\n- name: main\n${extra ? `${block(extra, '  ')}\n` : ''}  dag:\n    tasks:\n${block(tasks, '    ')}\n${work.trim()}`,
  );
}

export function steps(text: string, more = ''): string {
  return spec(
    `entrypoint: main\n${more.trim()}\ntemplates:\n- name: main\n  steps:\n${block(text, '  ')}\n${work.trim()}`,
  );
}

/** One template, called main; the text is its fields. */
export function leaf(fields: string, more = '', kind = 'WorkflowTemplate'): string {
  return spec(`entrypoint: main\n${more.trim()}\ntemplates:\n- name: main\n${block(fields, '  ')}`, kind);
}

export const container = 'container: {image: "busybox:1.36", command: [echo]}';
