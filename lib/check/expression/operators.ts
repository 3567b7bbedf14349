/** How strongly expr-lang’s operators bind. */
export const binary: Readonly<Record<string, number>> = {
  '|': 0,
  or: 10,
  '||': 10,
  and: 15,
  '&&': 15,
  '==': 20,
  '!=': 20,
  '<': 20,
  '>': 20,
  '>=': 20,
  '<=': 20,
  in: 20,
  matches: 20,
  contains: 20,
  startsWith: 20,
  endsWith: 20,
  '..': 25,
  '+': 30,
  '-': 30,
  '*': 60,
  '/': 60,
  '%': 60,
  '**': 100,
  '^': 100,
  '??': 500,
};

export const unary: Readonly<Record<string, number>> = { not: 50, '!': 50, '-': 90, '+': 90 };

/** The operators that `not` may stand before. */
export const negatable = new Set(['in', 'matches', 'contains', 'startsWith', 'endsWith']);

/** The functions to which braces are a closure; to all others they are a map. */
export const closures = new Set([
  'all',
  'none',
  'any',
  'one',
  'filter',
  'map',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'count',
  'sum',
  'groupBy',
  'sortBy',
  'reduce',
]);
