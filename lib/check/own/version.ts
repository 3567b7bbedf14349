import { at, isObject, type Json, strings } from '../json';
import { isArgo } from '../model/world';
import { documentRule, type Problem } from '../rule';

/** Fields of Argo's, by the field that holds them, with the minor version that brought them (3.4 is the oldest that counts). */
export const newerFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  archiveLocation: { plugin: '4.0' },
  artifact: { plugin: '4.0' },
  artifactGC: { forceFinalizerRemoval: '3.5', podSpecPatch: '3.5' },
  artifacts: { plugin: '4.0' },
  backoff: { cap: '3.7' },
  container: { restartPolicyRules: '4.1' },
  containers: { resizePolicy: '3.6', restartPolicy: '3.6', restartPolicyRules: '4.1' },
  gauge: { operation: '3.5' },
  git: { insecureSkipTLS: '3.6' },
  hdfs: { dataTransferProtection: '3.6' },
  http: { saveStreamViaFile: '4.1' },
  initContainers: { resizePolicy: '3.6', restartPolicy: '3.6', restartPolicyRules: '4.1' },
  inline: { annotations: '3.7', pendingTimeout: '4.1', podResources: '4.1', resourceClaims: '4.1' },
  mutexes: { namespace: '3.5', database: '3.7' },
  oss: { useSDKCreds: '3.5' },
  podGC: { deleteDelayDuration: '3.5' },
  s3: { caSecret: '3.5', sessionTokenSecret: '3.6', addressingStyle: '4.1' },
  script: { resizePolicy: '3.6', restartPolicy: '3.6', restartPolicyRules: '4.1' },
  semaphores: { namespace: '3.5', database: '3.7' },
  sidecars: { resizePolicy: '3.6', restartPolicy: '3.6', restartPolicyRules: '4.1' },
  spec: {
    executorPlugins: '4.1',
    podResources: '4.1',
    resourceClaims: '4.1',
    schedules: '3.6',
    stopStrategy: '3.6',
    when: '3.6',
  },
  synchronization: { mutexes: '3.6', semaphores: '3.6' },
  templateDefaults: { annotations: '3.7', pendingTimeout: '4.1', podResources: '4.1', resourceClaims: '4.1' },
  templates: { annotations: '3.7', pendingTimeout: '4.1', podResources: '4.1', resourceClaims: '4.1' },
  workflowSpec: { executorPlugins: '4.1', podResources: '4.1', resourceClaims: '4.1' },
};

/** Variables likewise. */
export const newerVariables: readonly (readonly [pattern: RegExp, since: string])[] = [
  [/\blastRetry\.message\b/, '3.5'],
  [/\.hostNodeName\b/, '3.5'],
  [/\bcronworkflow\./, '3.6'],
];

export function isOlder(version: string, since: string): boolean {
  const [major = 0, minor = 0] = numbersOf(version);
  const [sinceMajor = 0, sinceMinor = 0] = numbersOf(since);
  return major < sinceMajor || (major === sinceMajor && minor < sinceMinor);
}

function numbersOf(version: string): readonly number[] {
  return version.replace(/^v/, '').split('.').map(Number);
}

export const version = documentRule(
  'newer-than-argo-version',
  'error',
  'no field is newer than the Argo that is asked for',
  function* (document, { argoVersion }) {
    if (argoVersion === undefined || !isArgo(document)) return;
    const spec = document.manifest['spec'];
    if (mentionsNewer(spec, 'spec')) yield* walk(spec, 'spec', 'spec', argoVersion);
    const newer = newerVariables.filter(([, since]) => isOlder(argoVersion, since));
    if (newer.length === 0) return;
    for (const { text, path } of strings(spec, 'spec', mayRead)) {
      for (const [pattern, since] of newer) {
        const found = pattern.exec(text)?.[0];
        if (found !== undefined) yield { path, message: message(found, since, argoVersion) };
      }
    }
  },
);

function mayRead(text: string, key: string | number): boolean {
  return text.includes('{{') || String(key).endsWith('expression');
}

/** `walk` without the paths, which cost most of its time and are needed where something is found only. */
function mentionsNewer(json: Json | undefined, holder: string): boolean {
  if (Array.isArray(json)) return json.some((item) => mentionsNewer(item, holder));
  if (!isObject(json)) return false;
  const newer = Object.hasOwn(newerFields, holder) ? newerFields[holder] : undefined;
  return Object.keys(json).some((key) => {
    if (newer !== undefined && Object.hasOwn(newer, key)) return true;
    const value = json[key];
    return typeof value === 'object' && !leaves.has(key) && mentionsNewer(value, key);
  });
}

function* walk(json: Json | undefined, holder: string, path: string, argoVersion: string): Generator<Problem> {
  if (Array.isArray(json))
    for (const [index, item] of json.entries()) yield* walk(item, holder, at(path, index), argoVersion);
  if (!isObject(json)) return;
  const newer = Object.hasOwn(newerFields, holder) ? newerFields[holder] : undefined;
  for (const [key, value] of Object.entries(json)) {
    const since = newer !== undefined && Object.hasOwn(newer, key) ? newer[key] : undefined;
    if (since !== undefined && isOlder(argoVersion, since))
      yield { path: at(path, key), message: message(key, since, argoVersion) };
    if (typeof value === 'object' && !leaves.has(key)) yield* walk(value, key, at(path, key), argoVersion);
  }
}

/** Maps whose keys are the user's. */
const leaves = new Set([
  'labels',
  'annotations',
  'matchLabels',
  'nodeSelector',
  'limits',
  'requests',
  'withItems',
  'plugin',
  'configuration',
]);

function message(name: string, since: string, argoVersion: string): string {
  return `${name} came with Argo ${since}, and ${argoVersion} is asked for; drop it or ask for argoVersion ${since}.`;
}
