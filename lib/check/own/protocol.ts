import { createHash } from 'node:crypto';
import { tagsIn } from '../expression/tags';
import type { Json } from '../json';
import { at, list, object, quote, text } from '../json';
import type { Document } from '../model/document';
import type { Manifests } from '../model/manifests';
import { type Container, containersOf, type TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';
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
        const [tag] = tagsIn(text).filter(
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

/** The words of a container that is ours: whose shell runs stage.sh. */
export function ourWords(container: Container): readonly ShellText[] | undefined {
  return isOurContainer(container) ? words(container) : undefined;
}

/** What our stages, exit handlers and clean-up run. */
const PROGRAM = /\/(stage|exit|clean)\.sh$/;

function isOurContainer(container: Container): boolean {
  return programOf(container) !== undefined;
}

/** Which of the three a container of ours runs. */
export function programOf({ json }: Container): string | undefined {
  return list(json['command'])
    .map((word) => PROGRAM.exec(text(word) ?? '')?.[1])
    .find((found) => found !== undefined);
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

export function isOurs(flow: WorkflowView): boolean {
  return flow.all.some(isStage);
}

export function isStage(template: TemplateView): boolean {
  return containersOf(template).some(isOurContainer);
}

export const program = templateRule(
  'stage-program',
  'error',
  'the shell that our stages run is among the manifests, as this library wrote it',
  function* (template, flow, world) {
    for (const container of containersOf(template).filter(isOurContainer)) {
      const { path } = container;
      const { folder, name } = programMount(template, container);
      if (name === undefined) {
        yield {
          path,
          message:
            `nothing is mounted at ${folder}, where the container’s program should be; mount the ConfigMap of ` +
            'the workflow’s shell there.',
        };
        continue;
      }
      const found = configMapOf(name, flow, world);
      if (found === undefined)
        yield {
          path,
          message:
            `the ConfigMap ${quote(name)}, which holds the program of the stage, is not among the manifests; ` +
            'apply it with the workflow.',
        };
      else if (!name.endsWith(`-${contentDigest(object(found.manifest['data']))}`))
        yield {
          path,
          message: `the ConfigMap ${quote(name)} does not hold what its name says: it was edited. Synthesize again.`,
        };
    }
  },
);

interface ProgramMount {
  readonly folder: string | undefined;
  /** The ConfigMap that is mounted there. */
  readonly name: string | undefined;
}

function programMount(template: TemplateView, { json }: Container): ProgramMount {
  const folder = list(json['command'])
    .map(text)
    .find((word) => PROGRAM.test(word ?? ''))
    ?.replace(PROGRAM, '');
  const mount = list(json['volumeMounts'])
    .map(object)
    .find((one) => text(one['mountPath']) === folder);
  const volume = list(template.json['volumes'])
    .map(object)
    .find((one) => one['name'] === mount?.['name']);
  return { folder, name: text(object(volume?.['configMap'])['name']) };
}

function configMapOf(name: string, flow: WorkflowView, world: Manifests): Document | undefined {
  return world.documents.find(
    (one) => one.kind === 'ConfigMap' && one.name === name && one.namespace === flow.document.namespace,
  );
}

/** The files of the shell that a container of ours mounts; undefined where they are not among the manifests. */
export function programFiles(
  template: TemplateView,
  container: Container,
  flow: WorkflowView,
  world: Manifests,
): ReadonlyMap<string, string> | undefined {
  const { name } = programMount(template, container);
  const found = name === undefined ? undefined : configMapOf(name, flow, world);
  if (found === undefined) return undefined;
  const data = Object.entries(object(found.manifest['data']));
  return new Map(data.map(([file, content]) => [file, text(content) ?? '']));
}

/** The end of the name that the content gives to the ConfigMap of a workflow's shell. */
function contentDigest(data: Readonly<Record<string, unknown>>): string {
  const sorted = Object.fromEntries(Object.entries(data).sort(([one], [other]) => (one < other ? -1 : 1)));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 8);
}

export const foreignTemplate = templateRule(
  'missing-protocol',
  'warning',
  'every container of our workflows is a stage',
  function* (template, flow) {
    if (!isOurs(flow) || (template.body !== 'container' && template.body !== 'script') || isStage(template)) return;
    yield {
      path: template.path,
      message: `${template.name} is no stage: a failure can look like a success there; make it a GenomicsStage.`,
    };
  },
);
