import { at, type Entry, isObject, quote } from '../json';
import type { Body, TemplateView } from '../model/template';
import { type RuleProblem, templateRule } from '../rule';

const sources = ['path', 'jqFilter', 'jsonPath', 'parameter', 'expression', 'supplied', 'event', 'configMapKeyRef'];

/** Where an output of each type of template can come from. */
const expected: Readonly<Partial<Record<Body, readonly string[]>>> = {
  container: ['path'],
  script: ['path'],
  containerSet: ['path'],
  resource: ['jqFilter', 'jsonPath'],
  dag: ['parameter', 'expression'],
  steps: ['parameter', 'expression'],
};

export const outputs = templateRule(
  'output-source',
  'error',
  'an output says where it comes from, in a way that its template can',
  function* (template) {
    for (const [name, entry] of template.outputs) yield* judgeOutput(name, entry, template);
  },
);

function* judgeOutput(name: string, { json, path }: Entry, template: TemplateView): Generator<RuleProblem> {
  const from = json['valueFrom'];
  if (!isObject(from)) {
    if (json['value'] === undefined)
      yield { path, message: `output ${name} has neither value nor valueFrom; add one.` };
    return;
  }
  if (json['value'] !== undefined) yield { path, message: `output ${name} has value and valueFrom; keep one.` };
  const given = sources.filter((key) => from[key] !== undefined && from[key] !== '');
  const wanted = template.body === undefined ? undefined : expected[template.body];
  const place = at(path, 'valueFrom');
  if (given.length > 1) yield { path: place, message: `output ${name} comes from ${given.join(' and ')}; keep one.` };
  else if (wanted !== undefined && !given.some((key) => wanted.includes(key))) {
    const fix = `write ${wanted.join(' or ')}`;
    yield { path: place, message: `output ${name} of a ${template.body} comes from ${given[0] ?? 'nothing'}; ${fix}.` };
  }
}

const place = /^\/|^\{\{|^[A-Za-z]:/;

export const artifactPlaces = templateRule(
  'artifact-place',
  'error',
  'artifacts have a path where there is a pod, and nowhere else',
  function* (template) {
    if (template.body === undefined) return;
    for (const [kind, artifacts] of [
      ['input', template.artifacts],
      ['output', template.outputArtifacts],
    ] as const)
      for (const [name, { json, path }] of artifacts) {
        const given = json['path'];
        if (!template.isLeaf && given)
          yield {
            path: at(path, 'path'),
            message: `${template.name} is a ${template.body} and has no files; drop the path of ${kind} ${name}.`,
          };
        if (kind === 'input' && json['from'])
          yield { path: at(path, 'from'), message: `from is for the arguments of a task; drop it from input ${name}.` };
        if (!template.isLeaf) continue;
        if (given === undefined || given === '')
          yield { path, message: `${kind} artifact ${name} has no path in the container; add one.` };
        else if (typeof given === 'string' && !place.test(given))
          yield {
            path: at(path, 'path'),
            severity: 'warning',
            message: `${quote(given)} depends on the image’s working directory; begin it with /.`,
          };
      }
  },
);
