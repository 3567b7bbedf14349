import { at, type Entry, entries, type JsonObject, object, text } from '../json';
import type { Manifests } from '../model/manifests';
import { type Container, containersOf, type TemplateView } from '../model/template';
import type { WorkflowView } from '../model/workflow-view';
import { optionsOf, type StageOption } from './options';
import { programFiles, programOf } from './protocol';

/** A container of ours with what its options are held against. */
export interface StageView {
  readonly template: TemplateView;
  readonly container: Container;
  /** `stage`, `exit` or `clean`. */
  readonly program: string;
  readonly options: readonly StageOption[];
  /** Its variables by name. */
  readonly env: ReadonlyMap<string, Entry>;
  readonly mounts: readonly Entry[];
  /** The files of its shell; undefined where they are not among the manifests. */
  readonly files: ReadonlyMap<string, string> | undefined;
  /** Whether what is not among its variables or mounts may come from elsewhere. */
  readonly isOpen: boolean;
}

export function stagesOf(template: TemplateView, flow: WorkflowView, world: Manifests): readonly StageView[] {
  return containersOf(template).flatMap((container) => {
    const program = programOf(container);
    if (program === undefined) return [];
    const { json, path } = container;
    const patches = [template.json, flow.spec, flow.defaults].map((holder) => text(holder['podSpecPatch']) ?? '');
    const isPatched = patches.some((patch) => /\b(?:env|envFrom|volumeMounts)\b/.test(patch));
    return [
      {
        template,
        container,
        program,
        options: optionsOf(container),
        env: new Map(entries(json['env'], at(path, 'env')).map((one) => [text(one.json['name']) ?? '', one])),
        mounts: entries(json['volumeMounts'], at(path, 'volumeMounts')),
        files: programFiles(template, container, flow, world),
        isOpen: isPatched || json['envFrom'] !== undefined || flow.defaults['container'] !== undefined,
      },
    ];
  });
}

/** The volume that a mount names, as its template declares it. */
export function volumeOf({ template }: StageView, mount: JsonObject): JsonObject {
  const found = entries(template.json['volumes'], '').find(({ json }) => json['name'] === mount['name']);
  return object(found?.json);
}

/** The mount at a path. */
export function mountAt({ mounts }: StageView, path: string): Entry | undefined {
  return mounts.find(({ json }) => text(json['mountPath'])?.replace(/(?<=.)\/+$/, '') === path);
}

export function named(options: readonly StageOption[], names: RegExp): readonly StageOption[] {
  return options.filter(({ name }) => names.test(name));
}
