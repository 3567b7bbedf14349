import { PROTOCOL, PROTOCOL_LINE } from '../../stages/protocol';
import { at, type Json, list, object, text } from '../json';
import { type Container, containersOf } from '../model/containers';
import type { Flow } from '../model/flow';
import type { Template } from '../model/template';
import { templateRule } from '../rule';

export interface ShellText {
  readonly text: string;
  readonly path: string;
}

function words({ json, path }: Container): readonly ShellText[] {
  return ['command', 'args'].flatMap((key) =>
    list(json[key]).flatMap((word: Json, index) => (typeof word === 'string' ? [{ text: word, path: at(path, key, index) }] : [])),
  );
}

/** The words of a container that is ours: whose shell is given the stage protocol. */
export function ourWords(container: Container): readonly ShellText[] | undefined {
  const all = [...words(container), ...sourceOf(container)];
  return all.some(isProtocol) ? all : undefined;
}

function isProtocol(word: ShellText): boolean {
  return word.text.startsWith(PROTOCOL_LINE);
}

function sourceOf({ json, path }: Container): readonly ShellText[] {
  const source = text(json['source']);
  return source === undefined ? [] : [{ text: source, path: at(path, 'source') }];
}

/** What a shell is given to run: the word after its `-c`. */
export function shellTexts(container: Container): readonly ShellText[] {
  const all = words(container);
  const shell = all.findIndex((word) => /(?:^|\/)(?:ba|da|a|z|k)?sh$/.test(word.text));
  const flag = all.findIndex((word, index) => index > shell && /^-[a-z]*c$/.test(word.text));
  const script = shell === -1 || flag === -1 ? [] : all.slice(flag + 1, flag + 2);
  return [...script, ...sourceOf(container)];
}

export function withoutProtocol(word: string): string {
  return word.startsWith(PROTOCOL) ? word.slice(PROTOCOL.length) : word;
}

export function isOurs(flow: Flow): boolean {
  return flow.all.some(hasProtocol);
}

function hasProtocol(template: Template): boolean {
  return containersOf(template).some((container) => ourWords(container) !== undefined);
}

export const protocol = templateRule(
  'changed-protocol',
  'error',
  'the stage protocol of our stages is whole',
  function* (template, _flow, world) {
    for (const container of containersOf(template))
      for (const word of ourWords(container)?.filter(isProtocol) ?? [])
        if (!word.text.startsWith(world.protocol ?? PROTOCOL))
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
    const marked = object(object(flow.document.manifest['metadata'])['annotations'])['cdk8s-genomics/stage-protocol'] !== undefined;
    if (!marked || (template.body !== 'container' && template.body !== 'script') || hasProtocol(template)) return;
    yield {
      path: template.path,
      message: `${template.name} runs without the stage protocol, so a failure can look like a success; make it a GenomicsStage.`,
    };
  },
);
