import { hasTag } from '../expression/tags';
import { isObject } from '../json';
import type { Task } from '../model/task';
import { type Judgment, meant, type Scope, type Style } from './scope';

export function judgeItem(path: readonly string[], { task, template, place }: Scope, style: Style): Judgment | undefined {
  const shown = style === 'name' ? `{{${path.join('.')}}}` : path.join('.');
  if (task === undefined) {
    if (template === undefined || place === 'metrics') return undefined;
    const fix = `pass it from the task that loops: give ${template.name} an input parameter and set it to "{{${path.join('.')}}}" there`;
    return {
      code: 'item-without-loop',
      severity: 'warning',
      message: `${shown} is replaced in a task or step only, never in a template's body; ${fix}.`,
    };
  }
  if (task.loop === undefined) {
    const fix = 'give it withItems, withParam or withSequence, or drop the variable';
    return { code: 'item-without-loop', message: `${shown} stands in ${task.name}, which has no loop; ${fix}.` };
  }
  const key = style === 'name' ? path.slice(1).join('.') : path[1];
  return key === undefined || key === '' ? undefined : judgeKey(key, shown, task);
}

function judgeKey(key: string, shown: string, task: Task): Judgment | undefined {
  if (task.loop === 'withParam') return undefined;
  if (task.loop === 'withSequence')
    return { code: 'item-shape', message: `${shown} asks for a field, and the items of withSequence are numbers; write {{item}}.` };
  for (const [index, item] of task.items.entries()) {
    if (typeof item === 'string' && hasTag(item)) return undefined;
    const keys = Array.isArray(item) ? item.map((_, position) => `[${position}]`) : isObject(item) ? Object.keys(item) : undefined;
    if (keys === undefined)
      return {
        code: 'item-shape',
        message: `${shown} asks for a field, and item ${index} is ${JSON.stringify(item)}; write {{item}} or make every item a map.`,
      };
    if (!keys.includes(key)) {
      const fix = `add it there, since every item needs it; ${meant(key, keys)}`;
      return { code: 'item-shape', message: `${shown}: item ${index} has no ${key}; ${fix}` };
    }
  }
  return undefined;
}
