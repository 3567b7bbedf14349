import type { IConstruct } from 'constructs';
import type { StageDefaults } from './stage-defaults';

const KEY = 'cdk8s-genomics.defaults';

/** Sets defaults on an app, a chart, a workflow or a map, for the stages created below it from then on. */
export function setDefaults(scope: IConstruct, defaults: StageDefaults): void {
  scope.node.addMetadata(KEY, Object.freeze(defined(defaults)));
}

/** What holds for a stage: its own props before those of the scopes above it, the nearest first. */
export function resolveDefaults(scope: IConstruct, own: StageDefaults): StageDefaults {
  const above = scope.node.scopes.flatMap((at) =>
    at.node.metadata.filter(({ type }) => type === KEY).map(({ data }) => data as StageDefaults),
  );
  return [...above, defined(own)].reduce(merge, {});
}

function merge(outer: StageDefaults, inner: StageDefaults): StageDefaults {
  return {
    ...outer,
    ...inner,
    labels: { ...outer.labels, ...inner.labels },
    annotations: { ...outer.annotations, ...inner.annotations },
  };
}

function defined(defaults: StageDefaults): StageDefaults {
  return Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined));
}
