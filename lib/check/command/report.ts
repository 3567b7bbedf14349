import { describeFinding, describeProblem, type Finding } from '../finding';
import type { Read } from './files';
import type { InputMistake } from './parse';

/** A finding with its place in a file. */
export interface Placed {
  readonly finding: Finding;
  readonly file: string;
  readonly line: number;
}

export type Format = 'plain' | 'json' | 'github';

export const formats: readonly Format[] = ['plain', 'json', 'github'];

export function report(placed: readonly Placed[], read: Read, format: Format): string {
  const { mistakes } = read;
  if (format === 'json') {
    const findings = placed.map(({ finding, ...place }) => ({ ...finding, ...place }));
    return `${JSON.stringify({ findings, mistakes }, null, 2)}\n`;
  }
  const lines =
    format === 'github'
      ? [...mistakes.map(githubMistake), ...placed.map(githubFinding)]
      : [...mistakes.map(plainMistake), ...placed.map(plainFinding), summary(placed, read)];
  return lines.map((line) => `${line}\n`).join('');
}

function plainMistake({ file, line, message }: InputMistake): string {
  return `${file}:${line}: error: ${message}`;
}

function plainFinding({ finding, file, line }: Placed): string {
  return `${file}:${line}: ${describeFinding(finding)}`;
}

function summary(placed: readonly Placed[], { sources, mistakes, leftOut }: Read): string {
  const errors = placed.filter(({ finding }) => finding.severity === 'error').length;
  const unread = mistakes.length === 0 ? '' : `, ${mistakes.length} that could not be read`;
  const unlooked = leftOut === 0 ? '' : `, ${leftOut} files left out (patches, templates)`;
  return `${sources.length} objects checked${unread}${unlooked}: ${errors} errors, ${placed.length - errors} warnings`;
}

// https://docs.github.com/actions/reference/workflow-commands: the message and the properties are escaped in two ways.
function githubMistake({ file, line, message }: InputMistake): string {
  return `::error file=${property(file)},line=${line}::${data(message)}`;
}

function githubFinding({ finding, file, line }: Placed): string {
  const title = property(finding.code);
  return `::${finding.severity} file=${property(file)},line=${line},title=${title}::${data(describeProblem(finding))}`;
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
