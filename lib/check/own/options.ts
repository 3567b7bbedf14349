import type { Container } from '../model/template';
import { ourWords, type ShellText } from './protocol';

/** A word `--name=value` of a container of ours: `--input=IN_BAM,.bai`. */
export interface StageOption {
  readonly name: string;
  /** What stands before the first comma of its value. */
  readonly first: string;
  /** What stands behind that comma. */
  readonly rest: string | undefined;
  readonly path: string;
}

const TEXTS = ['--identify', '--versions', '--script'];
const OPTION = /^--([a-z-]+)=([^,]*)(?:,(.*))?$/s;

export function optionsOf(container: Container): readonly StageOption[] {
  const words = ourWords(container) ?? [];
  return words.flatMap(({ text, path }, index) => {
    const [, name, first, rest] = TEXTS.includes(words[index - 1]?.text ?? '') ? [] : (OPTION.exec(text) ?? []);
    return name === undefined || first === undefined ? [] : [{ name, first, rest, path }];
  });
}

/** The shell of a container of ours, as Kubernetes gives it to the pod, where `$$` is `$`. */
export function shellOf(container: Container, names: readonly string[] = TEXTS): readonly ShellText[] {
  const words = ourWords(container) ?? [];
  return words
    .filter((_, index) => names.includes(words[index - 1]?.text ?? ''))
    .map(({ text, path }) => ({ text: text.replaceAll('$$', '$'), path }));
}

/** Which options name an input or output, and a variable of the container. */
export const VARIABLES =
  /^(?:value|integer|url|optional-url|given|input|optional|inputs|settled|succeeded|output|publish|text|failures)$/;
export const OUTPUTS = /^(?:output|publish)$/;
