import { createHash } from 'node:crypto';

/** What decides whether work is done: equal keys, equal work. Resources and retries are not in it. */
export type Work = (OwnWork | SharedWork) & {
  /** Environment variable of each input and its identity: a text as it is; `<bytes>[,<bytes>…] <made>` of a stage's product. */
  readonly inputs: readonly (readonly [variable: string, identity: string])[];
};

interface OwnWork {
  /** {@link scriptHash} of the stage's script. */
  readonly script: string;
  /** {@link imageName} of the stage's image. */
  readonly image: string;
}

interface SharedWork {
  /** The stage's `cacheKey`. */
  readonly cacheKey: string;
}

/** The work key as the stage protocol writes it into a marker: plain text, one `name=value` a line. */
export function workKey({ inputs, ...work }: Work): string {
  const made = 'cacheKey' in work ? [`cache=${work.cacheKey}`] : [`script=${work.script}`, `image=${work.image}`];
  return ['protocol=1', ...made, ...inputs.map(([name, identity]) => `${name}=${identity}`)].join('\n');
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
