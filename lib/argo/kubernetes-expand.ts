/** What Kubernetes puts in place of `$(NAME)`; undefined leaves the text as it is. */
export type Lookup = (name: string) => string | undefined;

/**
 * Kubernetes replaces `$(NAME)` in `command`, `args` and `env[].value` by the container's variable of that name, and
 * `$$` by `$`; what it does not know it leaves. These are its rules.
 */
export function kubernetesExpand(text: string, lookup: Lookup): string {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const end = text[at + 1] === '(' ? text.indexOf(')', at) : -1;
    if (text[at] !== '$') {
      out += text[at];
    } else if (text[at + 1] === '$') {
      out += '$';
      at += 1;
    } else if (end > 0) {
      const name = text.slice(at + 2, end);
      out += lookup(name) ?? `$(${name})`;
      at = end;
    } else {
      out += '$';
    }
  }
  return out;
}

/** The most readable text that Kubernetes expands to `text`, whatever variables the container has. */
export function kubernetesEscape(text: string): string {
  const anyVariable: Lookup = (name) => (/^[-A-Za-z_.][-A-Za-z0-9_.]*$/.test(name) ? '' : undefined);
  const named = text.replace(/\$(?=\$)|\$(?=\([-A-Za-z_.][-A-Za-z0-9_.]*\))/g, '$$$$');
  const faithful = [text, named].find((candidate) => kubernetesExpand(candidate, anyVariable) === text);
  return faithful ?? text.replace(/\$(?=[$(])/g, '$$$$');
}
