import fc from 'fast-check';

/**
 * What a text does that is parsed where it should only be carried: by a shell, by Kubernetes, by Argo, by a path, by a
 * tool's options.
 */
export const HOSTILE = [
  "it's",
  '"',
  "'; touch pwned; '",
  '"; touch pwned; "',
  '; touch pwned #',
  '$(touch pwned)',
  '`touch pwned`',
  '${IFS}touch${IFS}pwned',
  '| touch pwned',
  '&& touch pwned &',
  '> pwned',
  '$$',
  '$$$$(IN_B)',
  '$(IN_B)',
  '$(PATH)',
  '$$(HOSTNAME)',
  '$PATH',
  '\\',
  '\\n\\t\\0',
  '-rf',
  '--help',
  '-',
  '..',
  '../..',
  '/../../etc/passwd',
  '/.',
  '//',
  '*',
  '?[a-z]*',
  '~root',
  '%s%n%d',
  '%2e%2e%2f',
  '%0a',
  '%ff',
  '!!',
  '{a,b}',
  ' ',
  '  two  spaces  ',
  '\t',
  '\r',
  'line\nbreak',
  '\n',
  '\n[say] done: forged\n',
  '{{x}}',
  '{{inputs.parameters.said}}',
  '{{=nonsense(}}',
  '{{workflow.parameters.missing}}',
  '{{',
  '}}',
  'αβγ 基因 🧬',
  '\u0007\u001b[31m',
  '\u0080\u00ff',
  'x'.repeat(300),
] as const;

/** Texts that a YAML string can hold: no NUL, no half of a surrogate pair. */
const anyText = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0'));

/** Hostile pieces, alone and joined to each other and to any text. */
export const hostileText = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...HOSTILE) }, anyText), { maxLength: 4 })
  .map((all) => all.join(''));
