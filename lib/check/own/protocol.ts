import { EXIT_LINE, EXIT_SHELL } from '../../stages/exit-shell';
import { PROTOCOL, PROTOCOL_LINE } from '../../stages/protocol';
import { tagsIn } from '../expression/tags';
import { at, type Json, list, object, quote, text } from '../json';
import type { Flow } from '../model/flow';
import type { Template } from '../model/template';
import { type Container, containersOf } from '../model/template';
import { templateRule } from '../rule';

const known = /^(?:inputs|outputs|workflow|tasks|steps|item|pod|node|retries|lastRetry)\b/;

/** A value that becomes a part of a shell's text is run by it. */
export const tagInShell = templateRule(
  'tag-in-shell',
  'error',
  'no value is put into the text of a shell',
  function* (template) {
    for (const container of containersOf(template)) {
      const ours = ourWords(container);
      for (const { text, path } of ours ?? shellTexts(container)) {
        const [tag] = tagsIn(withoutProtocol(text)).filter(
          ({ kind, source }) => kind === 'expression' || (kind === 'name' && known.test(source)),
        );
        if (tag === undefined) continue;
        const shown = quote(`{{${tag.kind === 'expression' ? '=' : ''}${tag.source}}}`);
        const message = `${shown} becomes a part of the ${riskOf(container, path)}.`;
        yield { path, message, severity: ours === undefined ? 'warning' : 'error' };
      }
    }
  },
);

const shell = /(?:^|\/)(?:ba|da|a|z|k)?sh$/;
const python = /(?:^|\/)(?:i?python|pypy)[\d.]*$/;

/** What a value can do to a text, and what to do instead: scripts are written in many languages. */
function riskOf(container: Container, path: string): string {
  const command = list(container.json['command']).flatMap((word) => text(word) ?? []);
  const pass = 'pass it as an environment variable';
  if (!path.endsWith('.source') || command.some((word) => shell.test(word)))
    return `script, so that its value is run; ${pass} and write "$NAME"`;
  const reader = command.some((word) => python.test(word)) ? 'os.environ["NAME"]' : 'it there';
  return `program’s text, so that a quote or a line break in its value changes the program; ${pass} and read ${reader}`;
}

export interface ShellText {
  readonly text: string;
  readonly path: string;
}

function words({ json, path }: Container): readonly ShellText[] {
  return ['command', 'args'].flatMap((key) =>
    list(json[key]).flatMap((word: Json, index) =>
      typeof word === 'string' ? [{ text: word, path: at(path, key, index) }] : [],
    ),
  );
}

/** The words of a container that is ours: whose shell is given the stage protocol. */
export function ourWords(container: Container): readonly ShellText[] | undefined {
  return isOurContainer(container) ? [...words(container), ...sourceOf(container)] : undefined;
}

function isOurContainer({ json }: Container): boolean {
  const isStart = (word: Json | undefined) => typeof word === 'string' && begins(word);
  return list(json['command']).some(isStart) || list(json['args']).some(isStart) || isStart(json['source']);
}

/** Whether a word is what our stages' and exit handlers' shells are given around their script. */
function begins(word: string): boolean {
  return word.startsWith(PROTOCOL_LINE) || word.startsWith(EXIT_LINE);
}

function sourceOf({ json, path }: Container): readonly ShellText[] {
  const source = text(json['source']);
  return source === undefined ? [] : [{ text: source, path: at(path, 'source') }];
}

/** What a shell is given to run: the word after its `-c`. */
export function shellTexts(container: Container): readonly ShellText[] {
  const all = words(container);
  const start = all.findIndex((word) => shell.test(word.text));
  const flag = all.findIndex((word, index) => index > start && /^-[a-z]*c$/.test(word.text));
  const script = start === -1 || flag === -1 ? [] : all.slice(flag + 1, flag + 2);
  return [...script, ...sourceOf(container)];
}

export function withoutProtocol(word: string): string {
  const whole = [PROTOCOL, EXIT_SHELL].find((shell) => word.startsWith(shell));
  return word.slice(whole?.length ?? 0);
}

export function isOurs(flow: Flow): boolean {
  return flow.all.some(hasProtocol);
}

function hasProtocol(template: Template): boolean {
  return containersOf(template).some(isOurContainer);
}

export const protocol = templateRule(
  'changed-protocol',
  'error',
  'the stage protocol of our stages is whole',
  function* (template, _flow, world) {
    for (const container of containersOf(template))
      for (const word of ourWords(container)?.filter(({ text }) => begins(text)) ?? [])
        if (!word.text.startsWith(word.text.startsWith(EXIT_LINE) ? EXIT_SHELL : (world.protocol ?? PROTOCOL)))
          yield {
            path: word.path,
            message: 'the stage protocol differs from the one of this version; synthesize again instead of editing it.',
          };
  },
);

export const missingProtocol = templateRule(
  'missing-protocol',
  'error',
  'every stage of our workflows carries the stage protocol',
  function* (template, flow) {
    const marked =
      object(object(flow.document.manifest['metadata'])['annotations'])['cdk8s-genomics/stage-protocol'] !== undefined;
    if (
      !(marked || isOurs(flow)) ||
      (template.body !== 'container' && template.body !== 'script') ||
      hasProtocol(template)
    )
      return;
    yield {
      path: template.path,
      // Beside our stages a hand-written template may be meant; where the annotation promises the protocol it is not.
      ...(marked ? {} : { severity: 'warning' as const }),
      message: `${template.name} runs without the stage protocol, so a failure can look like a success; make it a GenomicsStage.`,
    };
  },
);
