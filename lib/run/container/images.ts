import type { PlacedProblem } from '../../errors';
import type { Invocation } from '../template';
import { type Pull, pullOf } from './options';
import { askNow, lastLine, type Program } from './program';

/** What a run knows of its images. */
export interface Images {
  /** When the image of a container is fetched: not where that was seen to before the run. */
  readonly pullOf: (invocation: Invocation) => Pull;
  /** Where an image looks for programs. */
  readonly pathOf: (image: string) => string;
}

/** An image that a manifest names, and when it is to be fetched. */
export interface Wanted {
  readonly image: string;
  readonly pull: Pull;
}

const USUAL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Sees before a run that the images are there which its manifests name, and fetches those that are not: a name that is
 * wrong is known now, and not after hours. A name that a parameter gives is looked at when its container starts.
 */
export function readyImages(
  program: Program,
  all: readonly Wanted[],
  tell: (line: string) => void,
): { readonly images: Images; readonly problems: readonly PlacedProblem[] } {
  const paths = new Map<string, string>();
  const problems: PlacedProblem[] = [];
  for (const { image, pull } of new Map(all.map((one) => [one.image, one])).values()) {
    if (image.includes('{{')) continue;
    const isThere = pull !== 'always' && askNow(program.file, ['image', 'inspect', image]).status === 0;
    const problem = isThere ? undefined : fetched(program, image, pull, tell);
    if (problem === undefined) paths.set(image, pathIn(program, image));
    else problems.push(problem);
  }
  const images: Images = {
    pullOf: (invocation) => (paths.has(invocation.container.image ?? '') ? 'never' : pullOf(invocation)),
    pathOf: (image) => paths.get(image) ?? USUAL_PATH,
  };
  return { images, problems };
}

/** Fetches an image; the way back is why it cannot be had. */
function fetched(
  { name, file }: Program,
  image: string,
  pull: Pull,
  tell: (line: string) => void,
): PlacedProblem | undefined {
  if (pull === 'never')
    return missing(image, 'imagePullPolicy Never, and no such image here', `${name} build -t ${image} .`);
  tell(`${name} fetches ${image}`);
  const { status, errors } = askNow(file, ['pull', image]);
  if (status === 0) return undefined;
  return missing(
    image,
    lastLine(errors) || `status ${status}`,
    `see what \`${name} pull ${image}\` says: log in by \`${name} login\`, ` +
      `or build it by \`${name} build -t ${image} .\``,
  );
}

function missing(image: string, got: string, fix: string): PlacedProblem {
  return {
    where: `image ${image}`,
    what: 'an image cannot be had',
    got,
    expected: 'an image that this machine has, or a registry that it reaches and that lets you read it',
    fix,
  };
}

function pathIn({ file }: Program, image: string): string {
  const { out } = askNow(file, ['image', 'inspect', '--format', '{{range .Config.Env}}{{println .}}{{end}}', image]);
  return /^PATH=(.+)$/m.exec(out)?.[1] ?? USUAL_PATH;
}
