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
  spec: { executorPlugins: '4.1', podResources: '4.1', resourceClaims: '4.1', schedules: '3.6', stopStrategy: '3.6', when: '3.6' },
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
