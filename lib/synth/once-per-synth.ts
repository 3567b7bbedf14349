/**
 * A validation's findings, made once for a synth: cdk8s asks for them once for each chart and once more, all within one
 * synchronous call, after which what was found is forgotten.
 */
export function oncePerSynth(find: () => readonly string[]): () => string[] {
  let found: readonly string[] | undefined;
  return () => {
    if (found === undefined) {
      found = find();
      queueMicrotask(() => {
        found = undefined;
      });
    }
    return [...found];
  };
}
