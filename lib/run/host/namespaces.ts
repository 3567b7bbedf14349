import { spawnSync } from 'node:child_process';

const OWN = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
const AS_USER = ['--user', '--map-root-user', ...OWN];

/** How a command is put before another so that it runs in namespaces of its own, or why this machine has none. */
export type Namespaces = { readonly command: readonly string[] } | { readonly missing: string };

/** What this machine lets its user do: namespaces of a user's own, or root's. */
export function namespaces(): Namespaces {
  if (process.platform !== 'linux') return { missing: `Linux; this machine runs ${process.platform}` };
  // Root needs no user namespace, and would not be allowed in it what root is allowed.
  const options = process.getuid?.() === 0 ? [OWN, AS_USER] : [AS_USER];
  const ways = options.map((one) => ['unshare', ...one]);
  const command = ways.find(([program = '', ...options]) => works(program, options));
  return command === undefined ? { missing: reason() } : { command };
}

/** Ubuntu lets a user have the namespaces, and then nothing be mounted in them. */
function works(program: string, options: readonly string[]): boolean {
  const { status } = spawnSync(program, [...options, 'mount', '-t', 'tmpfs', 'probe', '/proc'], { stdio: 'ignore' });
  return status === 0;
}

function reason(): string {
  const { error } = spawnSync('unshare', ['--version'], { stdio: 'ignore' });
  if (error !== undefined) return 'the program unshare, which is in util-linux';
  return (
    'user namespaces, which it forbids: as root run `sysctl -w kernel.apparmor_restrict_unprivileged_userns=0` ' +
    '(Ubuntu) or `sysctl -w kernel.unprivileged_userns_clone=1` (Debian); in a container, start it with --privileged'
  );
}
