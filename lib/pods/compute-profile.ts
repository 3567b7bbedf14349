import type { Placement, Toleration } from '../argo/model';
import { listOfKind, mustBe, NUMBER, oneOf, optional, recordOf, spelt, TEXT } from '../kinds';

/** Where a stage's pods run: a value of any of the functions beside it, or of your own. */
export type ComputeProfile = Partial<Pick<Placement, 'labels' | 'annotations' | 'nodeSelector' | 'tolerations'>> & {
  /**
   * Whether a machine is made for each pod, of the size that it requests: limits are then requested whole, unless
   * `requests` says otherwise. @default false: pods share nodes
   */
  readonly ownInstance?: boolean;
};

/** What is known of a stage when its profile is chosen. */
export interface StageFacts {
  /** The stage's name, as in the manifest. */
  readonly name: string;
  /** The limits, which tools go by. */
  readonly cpu: number;
  /** As a Kubernetes quantity: `4Gi`. */
  readonly memory: string;
  /** Of its estimate. */
  readonly minutes: number | undefined;
  /** Whether it reads what a map made for all of its items: losing it late loses most. */
  readonly merges: boolean;
}

/**
 * A profile for each stage by what it is: `({ merges, minutes = 60 }) => (merges || minutes > 120 ? eci() : eci({ spot:
 * 'SpotAsPriceGo' }))` has spot for what is short and on-demand for what is long or merges.
 */
export type ComputeChoice = (stage: StageFacts) => ComputeProfile;

/** @see eci */
export interface EciProps {
  /** `SpotAsPriceGo` pays the market's price, `SpotWithPriceLimit` at most `priceLimit`. @default none: on demand */
  readonly spot?: 'SpotAsPriceGo' | 'SpotWithPriceLimit';
  /** Per hour, in the account's currency; for `SpotWithPriceLimit`. */
  readonly priceLimit?: number;
  /**
   * Instance specifications to choose from, in this order, as `4-8Gi` or `ecs.c7.xlarge`.
   * @default by the stage's cpu and memory
   */
  readonly specs?: readonly string[];
  /** Scratch beyond the 30 GiB that every instance has, e.g. `100Gi`. */
  readonly extraScratch?: string;
}

const ECI = spelt({
  spot: optional(oneOf('SpotAsPriceGo', 'SpotWithPriceLimit')),
  priceLimit: optional(NUMBER),
  specs: optional(listOfKind(TEXT)),
  extraScratch: optional(TEXT),
});
const ACS = spelt({
  computeClass: optional(oneOf('general-purpose', 'performance')),
  qos: optional(oneOf('default', 'best-effort')),
});

/**
 * Alibaba Cloud's Elastic Container Instances. A preempted instance is released by eviction, so that Argo sees a lost
 * pod and retries.
 */
export function eci(props: EciProps = {}): ComputeProfile {
  mustBe('eci', props, ECI);
  const { spot, priceLimit, specs, extraScratch } = props;
  const annotations: Record<string, string> = {};
  if (spot !== undefined) {
    annotations['k8s.aliyun.com/eci-spot-strategy'] = spot;
    annotations['k8s.aliyun.com/eci-spot-release-strategy'] = 'api-evict';
  }
  if (priceLimit !== undefined) annotations['k8s.aliyun.com/eci-spot-price-limit'] = `${priceLimit}`;
  if (specs !== undefined) annotations['k8s.aliyun.com/eci-use-specs'] = specs.join(',');
  if (extraScratch !== undefined) annotations['k8s.aliyun.com/eci-extra-ephemeral-storage'] = extraScratch;
  return { labels: { 'alibabacloud.com/eci': 'true' }, annotations, ownInstance: true };
}

/** @see acs */
export interface AcsProps {
  /** @default 'general-purpose' */
  readonly computeClass?: 'general-purpose' | 'performance';
  /** `best-effort` can be preempted and costs less. @default 'default' */
  readonly qos?: 'default' | 'best-effort';
}

/** Alibaba Cloud's Container Compute Service, which newer Argo clusters run on. */
export function acs(props: AcsProps = {}): ComputeProfile {
  mustBe('acs', props, ACS);
  const { computeClass = 'general-purpose', qos = 'default' } = props;
  const prefix = 'alibabacloud.com';
  return {
    labels: { [`${prefix}/acs`]: 'true', [`${prefix}/compute-class`]: computeClass, [`${prefix}/compute-qos`]: qos },
    ownInstance: true,
  };
}

/** Plain nodes with these labels. */
export function onNodes(
  nodeSelector: Readonly<Record<string, string>>,
  tolerations: readonly Toleration[] = [],
): ComputeProfile {
  mustBe('onNodes', nodeSelector, recordOf(TEXT), 'nodeSelector');
  mustBe('onNodes', tolerations, listOfKind(recordOf(TEXT)), 'tolerations');
  return { nodeSelector, tolerations };
}
