const WHOLE = /^\s*\{\{=?\s*([^{}]*?)\s*\}\}\s*$/;

/** A list of texts, which become objects on their way: lib/argo/items.ts. */
const TEXTS = /^\{\{=toJson\(map\(sprig\.fromJson\((.+)\), \{sprig\.dict\('text', #\)\}\)\)\}\}$/;

function inner(text: string): string | undefined {
  return TEXTS.exec(text)?.[1] ?? WHOLE.exec(text)?.[1];
}

/** What Argo evaluates, as a reader would say it: without braces, and parameters by their names. */
export function readable(text: string): string {
  return (inner(text) ?? text)
    .replace(/\b(?:workflow|inputs)\.parameters\./g, '')
    .replace(/\btasks\.([-\w]+)\.outputs\.(?:parameters\.)?/g, '$1.')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The name of the template's parameter that a text is, and nothing else: `{{inputs.parameters.x}}` is `x`. */
export function parameterIn(text: string): string | undefined {
  return /^inputs\.parameters\.([-\w]+)$/.exec(inner(text) ?? '')?.[1];
}
