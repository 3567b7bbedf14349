import { App } from 'cdk8s';
import type { IConstruct } from 'constructs';

const INSTALLED = 'cdk8s-genomics.after-synth';

/**
 * Does something each time that `app.synth()` has written the manifests: not where a test looks at them, and not where
 * a check stopped it. cdk8s has no such hook, and its validations run for `Testing.synth` too, so this method of this
 * one app is extended. Below a root that is no `App`, nothing is ever synthesized.
 */
export function afterSynth(anywhere: IConstruct, act: () => void): void {
  const { root } = anywhere.node;
  if (!(root instanceof App)) return;
  root.node.addMetadata(INSTALLED, act);
  if (root.node.metadata.filter(({ type }) => type === INSTALLED).length > 1) return;
  const synth = root.synth.bind(root);
  root.synth = () => {
    synth();
    for (const { type, data } of root.node.metadata) if (type === INSTALLED) (data as () => void)();
  };
}
