import { run } from '../../lib/run/command/run';

/** What `cdk8s-genomics run` wrote, and its status. */
export interface Said {
  readonly status: number;
  readonly out: string;
  readonly progress: string;
}

/**
 * `cdk8s-genomics run` as a person calls it who looks for programs in `path`; Ctrl-C is what `whenStarted` is given.
 */
export async function said(
  path: string,
  args: readonly string[],
  whenStarted: (stop: () => void) => void = () => undefined,
): Promise<Said> {
  let [out, progress] = ['', ''];
  const status = await run(args, {
    path,
    screen: {
      isTerminal: false,
      width: 80,
      write: (text) => {
        progress += text;
      },
    },
    write: (text) => {
      out += text;
    },
    interruptible: (stop) => {
      whenStarted(stop);
      return () => undefined;
    },
  });
  return { status, out, progress };
}
