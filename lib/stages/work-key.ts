import { createHash } from 'node:crypto';

/** What decides whether work is done: equal keys, equal work. Resources and retries are not in it. */
export interface Work {
  /** {@link scriptHash} of the stage's script. */
  readonly script: string;
  /** {@link imageName} of the stage's image. */
  readonly image: string;
  /** Environment variable of each input and its identity: a text as it is; `<bytes>[,<bytes>…] <made>` of a stage's product. */
  readonly inputs: readonly (readonly [variable: string, identity: string])[];
}

/** The work key as the stage protocol writes it into a marker: plain text, one `name=value` a line. */
export function workKey({ script, image, inputs }: Work): string {
  return ['protocol=1', `script=${script}`, `image=${image}`, ...inputs.map(([name, identity]) => `${name}=${identity}`)].join('\n');
}

/** A script by its content. The protocol's own text is not part of it: an upgrade of this library redoes nothing. */
export function scriptHash(script: string): string {
  return `sha256:${createHash('sha256').update(script).digest('hex')}`;
}

/** An image without its registry's host: the same image from a mirror is the same work. */
export function imageName(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? rest.join('/') : image;
}
