const WHOLE = /^\s*\{\{=?\s*([^{}]*?)\s*\}\}\s*$/;

/** What Argo evaluates, as a reader would say it: without braces, and parameters by their names. */
export function readable(text: string): string {
  const inner = WHOLE.exec(text)?.[1] ?? text;
  return inner
    .replace(/\b(?:workflow|inputs)\.parameters\./g, '')
    .replace(/\btasks\.([-\w]+)\.outputs\.(?:parameters\.)?/g, '$1.')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The name of the template's parameter that a text is, and nothing else: `{{inputs.parameters.x}}` is `x`. */
export function parameterIn(text: string): string | undefined {
  return /^inputs\.parameters\.([-\w]+)$/.exec(WHOLE.exec(text)?.[1] ?? '')?.[1];
}
