import { createHash } from 'node:crypto';

export interface Lock {
  /** What the generated files call their source. */
  readonly origin: string;
  /** Where the files are published: the source when none is given. */
  readonly url: string;
  /** SHA-256 of each file; several where the same content is at hand in several forms. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

/** The text of a file, provided that the lock knows its checksum. */
export function verified(file: string, bytes: Buffer, lock: Lock): string {
  const expected = lock.files[file] ?? [];
  const got = sha256(bytes);
  if (expected.includes(got)) return bytes.toString('utf8');
  throw new Error(`${file}: SHA-256 expected ${expected.join(' or ')}, got ${got}; --update-lock accepts it`);
}

/** The lock that accepts these files, as they are, and no others. */
export function relocked(lock: Lock, contents: Readonly<Record<string, Buffer>>): Lock {
  return {
    ...lock,
    files: Object.fromEntries(Object.entries(contents).map(([file, bytes]) => [file, [sha256(bytes)]])),
  };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
