/**
 * What a YAML 1.1 or 1.2 reader can take for something other than a text. Each pattern is the union of what the
 * readers do, whose lists differ: YAML 1.1's types, YAML 1.2's core schema, PyYAML, and what go-yaml leaves to Go's
 * own parsers of numbers (kubectl, Argo, yq).
 */
const OTHER_THAN_TEXT: readonly RegExp[] = [
  /^(?:~|null|y|n|yes|no|on|off|true|false)$/i,
  /^[-+]?[.](?:inf|nan)$/i,
  // The default value and the merge key of YAML 1.1.
  /^(?:=|<<)$/,
  // `0o17` is 15 by YAML 1.2 alone, `017` by YAML 1.1 alone; `0B1` and `0X1f` are numbers to Go alone.
  /^[-+]?0(?:b[01_]+|o[0-7_]+|x[0-9a-f_]+(?:[.][0-9a-f_]*)?(?:p[-+]?[0-9]+)?)$/i,
  /^[-+]?(?:[0-9][0-9_]*(?:[.][0-9_]*)?|[.][0-9][0-9_]*)(?:e[-+]?[0-9_]*)?$/i,
  // Base 60: `12:30:45` is 45045.
  /^[-+]?[0-9][0-9_]*(?::[0-9_]+)+(?:[.][0-9_]*)?$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt]|[ \t]+[0-9])/,
];

/**
 * What stands nowhere in YAML as it is: control characters, the line breaks of YAML 1.1, and what is not printable. In
 * a quoted scalar it is escaped, which the library that writes YAML does below a space and nowhere else.
 */
const ODD = /[^\P{Cc}\t\n]|[\u2028\u2029\ufeff\ufffe\uffff]/gu;

/** Whether a text must be quoted, so that every reader takes it for that text. */
export function needsQuotes(text: string): boolean {
  if (text.search(ODD) !== -1) return true;
  // A block scalar may hold tabs, but where one stands first libyaml and go-yaml take it for indentation.
  if (text.includes('\n')) return /^\n* *\t/.test(text);
  // Go's readers first take every underscore out of what begins like a number: `+__5` is 5.
  const bare = /^[-+.0-9]/.test(text) ? text.replaceAll('_', '') : text;
  return text.includes('\t') || OTHER_THAN_TEXT.some((pattern) => pattern.test(text) || pattern.test(bare));
}

/** Quoted YAML or JSON in ASCII where it must be: both know `\u2028`. */
export function escapeOdd(quoted: string): string {
  return quoted.replace(ODD, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Whether a text is Unicode: half of a surrogate pair cannot be written in UTF-8, and Go's readers refuse its escape.
 */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}
