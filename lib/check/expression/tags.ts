/** A `{{…}}` of Argo's. */
export interface Tag {
  readonly kind: 'name' | 'expression' | 'open';
  /** Between the braces, without the `=` of an expression. */
  readonly source: string;
}

// Argo ends a tag at the first `}}`, whatever stands between: so does this.
export function tagsIn(text: string): readonly Tag[] {
  const tags: Tag[] = [];
  let offset = text.indexOf('{{');
  while (offset !== -1) {
    const end = text.indexOf('}}', offset + 2);
    if (end === -1) {
      tags.push({ kind: 'open', source: text.slice(offset + 2) });
      break;
    }
    const source = text.slice(offset + 2, end);
    if (source.startsWith('=')) tags.push({ kind: 'expression', source: source.slice(1) });
    // A tag in a tag: `{{inputs.parameters.{{item}}}}` is the inner one first.
    else
      tags.push({
        kind: 'name',
        source: source.slice(source.lastIndexOf('{{') === -1 ? 0 : source.lastIndexOf('{{') + 2).trim(),
      });
    offset = text.indexOf('{{', end + 2);
  }
  return tags;
}

export function hasTag(text: string): boolean {
  return text.includes('{{');
}

/** The text with each tag replaced, as far as one can read it before the values are known. */
export function fillTags(text: string, value: string): string {
  return text.replace(/\{\{[\s\S]*?\}\}/g, value);
}
