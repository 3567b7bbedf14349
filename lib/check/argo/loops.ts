import { hasTag, tagsIn } from '../expression/tags';
import { at, isObject, type Json, mentions, quote, strings, text } from '../json';
import { type RuleProblem, taskRule, templateRule } from '../rule';

export const loopConflict = taskRule('loop-conflict', 'error', 'a task has one loop', function* (task) {
  const given = ['withItems', 'withParam', 'withSequence'].filter((key) =>
    Array.isArray(task.json[key]) ? task.loop === key : task.json[key] !== undefined && task.json[key] !== '',
  );
  if (given.length > 1) yield { path: task.path, message: `${task.name} has ${given.join(' and ')}; keep one.` };
});

function shapeOf(item: Json): string {
  if (Array.isArray(item)) return 'list';
  return isObject(item) ? 'map' : 'scalar';
}

export const itemMix = taskRule('mixed-items', 'warning', 'the items of a loop are of one kind', function* (task) {
  const [first, ...rest] = task.items;
  if (first === undefined || task.items.some((item) => typeof item === 'string' && hasTag(item))) return;
  const index = rest.findIndex((item) => shapeOf(item) !== shapeOf(first));
  if (index === -1) return;
  const path = at(task.path, 'withItems', index + 1);
  yield {
    path,
    message: `item ${index + 1} is a ${shapeOf(rest[index] ?? null)} and item 0 a ${shapeOf(first)}; make them alike.`,
  };
});

export const withParam = taskRule('bad-with-param', 'error', '`withParam` is a JSON list', function* (task) {
  const value = text(task.json['withParam']);
  if (!value || hasTag(value)) return;
  if (!isJsonList(value))
    yield {
      path: at(task.path, 'withParam'),
      message: `${quote(value)} is not a JSON list; write one, or a tag that becomes one.`,
    };
});

function isJsonList(value: string): boolean {
  try {
    return Array.isArray(JSON.parse(value));
  } catch {
    return false;
  }
}

export const emptyLoop = taskRule('empty-loop', 'warning', 'a loop has items', function* (task) {
  if (Array.isArray(task.json['withItems']) && task.items.length === 0)
    yield {
      path: at(task.path, 'withItems'),
      message: `${task.name} has an empty list, so it runs once, without an item; add items or drop withItems.`,
    };
});

/** Parameters of a loop are gathered into a list, artifacts are not. */
export const artifactFanIn = templateRule(
  'artifact-fan-in',
  'error',
  'nothing reads an artifact of a loop',
  function* (template): Iterable<RuleProblem> {
    const loops = new Set(
      template.tasks.filter((task) => task.loop !== undefined).map((task) => `${task.scope}.${task.name}`),
    );
    if (loops.size === 0) return;
    for (const section of ['dag', 'steps', 'outputs'].filter((key) => mentions(template.json[key], '.artifacts')))
      for (const { text: value, path } of strings(template.json[section], at(template.path, section)))
        for (const tag of value.includes('{{') ? tagsIn(value) : []) {
          const [scope, name, outputs, kind] = tag.source.split('.');
          if (outputs !== 'outputs' || kind !== 'artifacts' || !loops.has(`${scope}.${name}`)) continue;
          const fix = 'write to a volume or under one key prefix and read that';
          yield {
            path,
            message: `${name} is a loop, and Argo gathers no artifacts of loops, so this fails at run time; ${fix}.`,
          };
        }
  },
);
