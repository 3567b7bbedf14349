import type { Owner } from './argo/model';
import { GenomicsError } from './errors';

/** The app's settings, as the environment gives them. */
export interface AppSettings {
  readonly namespace: string;
  readonly bucket: string;
  readonly endpoint: string;
  readonly bucketPath: string;
  readonly secretName: string;
  readonly owner: Owner;
  readonly image: string | undefined;
  readonly algorithm: 'backtrack' | 'mem';
  /** Whether the plan is printed. */
  readonly plan: boolean;
  /** The folder that the workflow is drawn into. */
  readonly diagrams: string | undefined;
}

/** Nobody's bucket: an example that can be applied, but not mistaken. */
export const EXAMPLE_BUCKET = 'example-bucket-change-me';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Reads and checks the variables of the app; the names and defaults are in docs/defaults.md. */
export function settingsFrom(environment: Readonly<Record<string, string | undefined>>): AppSettings {
  const read = (name: string, otherwise: string, pattern: RegExp, expected: string): string => {
    const value = environment[name] ?? otherwise;
    if (pattern.test(value)) return value;
    throw new GenomicsError('invalid-value', 'environment', {
      what: `${name} is not usable`,
      got: `'${value}'`,
      expected,
      fix: `set ${name}`,
    });
  };
  const owner = read('OSS_OWNER', '1000:1000', /^(root|[1-9]\d{0,8}:\d{1,9})$/, "'root' or uid:gid, as 1000:1000");
  const [uid, gid] = owner.split(':').map(Number);
  const folder = read('GENOMICS_DIAGRAMS', 'none', /\S/, "a folder, as docs/workflows, or 'none'");
  return {
    namespace: read('NAMESPACE', 'argo', LABEL, 'a namespace'),
    bucket: read(
      'OSS_BUCKET',
      EXAMPLE_BUCKET,
      /^[a-z0-9][-a-z0-9]{1,61}[a-z0-9]$/,
      "the bucket's name, without oss:// and path",
    ),
    endpoint: read(
      'OSS_ENDPOINT',
      'oss-cn-beijing-internal.aliyuncs.com',
      /^(https?:\/\/)?[a-z0-9][-a-z0-9.:]+$/,
      "the region's endpoint",
    ),
    bucketPath: read('OSS_PATH', '/', /^\//, 'a path in the bucket that starts with /'),
    secretName: read('OSS_SECRET', 'oss-secret', LABEL, "a Secret's name, with akId and akSecret"),
    owner: owner === 'root' || uid === undefined || gid === undefined ? 'root' : { uid, gid },
    image:
      environment['IMAGE'] === undefined
        ? undefined
        : read('IMAGE', '', /^[a-zA-Z0-9][-a-zA-Z0-9._:/@]+$/, 'an image with tag or digest'),
    algorithm:
      read('BWA_ALGORITHM', 'backtrack', /^(backtrack|mem)$/, 'backtrack or mem') === 'mem' ? 'mem' : 'backtrack',
    plan: read('GENOMICS_PLAN', 'no', /^(yes|no)$/, 'yes or no') === 'yes',
    diagrams: folder === 'none' ? undefined : folder,
  };
}
