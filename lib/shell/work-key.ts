import { createHash } from 'node:crypto';
import { withoutHost } from '../check/kubernetes/image';
import { either, listOfKind, mustBe, NUMBER, shape, TEXT } from '../kinds';
import { STAGE } from './files';
import type { ScriptFile } from './script-file';
import type { ShellFile } from './shell-file';

/** What decides whether work is done: equal keys, equal work. Resources and retries are not in it. */
export type Work = (OwnWork | SharedWork) & {
  /**
   * The line of each input, in the order in which the stage declares them: its environment variable and what it is. A
   * text as it is; of a stage's product its producer's {@link keyDigest}, the output's name, its sizes and its file's
   * name, as `<64 digits> <output> <bytes>[,<bytes>…] <file>`; of a given file `<path> <bytes>[,…] <seconds>[,…]`. A
   * set has a line for each member. What `identify` printed comes last.
   */
  readonly lines: readonly string[];
};

interface OwnWork {
  /** {@link scriptDigest} of the stage's script. */
  readonly script: string;
  /** The files of shell functions that the stage uses, beside stage.sh. */
  readonly uses: readonly ShellFile[];
  /** The script files that the stage's texts name, in the order in which they do. @default none */
  readonly files?: readonly ScriptFile[];
  /** {@link imageName} of the stage's image. */
  readonly image: string;
}

interface SharedWork {
  /** The stage's `cacheKey`. */
  readonly cacheKey: string;
}

const WORK = either(
  'what a stage is: lines, and script, uses and image, or cacheKey',
  shape({ lines: listOfKind(TEXT), cacheKey: TEXT }),
  shape({
    lines: listOfKind(TEXT),
    script: TEXT,
    uses: listOfKind(shape({ name: TEXT, results: NUMBER })),
    image: TEXT,
  }),
);

/** The work key as stage.sh writes it into a record: plain text, one `name=value` a line. */
export function workKey(given: Work): string {
  mustBe('workKey', given, WORK);
  const { lines, ...work } = given;
  const made =
    'cacheKey' in work
      ? [`cache=${work.cacheKey}`]
      : [
          `script=${work.script}`,
          ...[STAGE, ...work.uses].map(({ name, results }) => `${name}=${results}`),
          ...(work.files ?? []).map(({ name, text }) => `${name}=sha256:${sha256(text)}`),
          `image=${work.image}`,
        ];
  return ['protocol=2', ...made, ...lines].join('\n');
}

/** A work key as readers of the product name it. */
export function keyDigest(key: string): string {
  mustBe('keyDigest', key, TEXT, 'key');
  return sha256(key);
}

/** A script, and what identifies its sources, by their content. */
export function scriptDigest(script: string, identify = ''): string {
  mustBe('scriptDigest', [script, identify], listOfKind(TEXT), 'texts');
  return `sha256:${sha256(`${script}\n${identify}`)}`;
}

/** An image without its registry's host: the same image from a mirror is the same work. */
export function imageName(image: string): string {
  mustBe('imageName', image, TEXT, 'image');
  return withoutHost(image);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
