import { ApiObject } from 'cdk8s';
import type { KubeNetworkPolicyProps } from 'cdk8s-plus-27/lib/imports/k8s';
import { Construct } from 'constructs';
import { namespaceOf } from '../storage/namespace';

/** The label by which the policy finds a workflow's pods: no word that a site uses for its own labels. */
export const PART_OF = 'cdk8s-genomics/denies-cloud-metadata';

/**
 * Where clouds answer any pod that asks with the node's credentials: AWS, Azure, Google and others; Alibaba Cloud; AWS
 * over IPv6. Not all of 169.254.0.0/16: the cluster's own DNS cache may be in there.
 */
const METADATA = { v4: ['169.254.169.254/32', '100.100.100.200/32'], v6: ['fd00:ec2::254/128'] } as const;

/**
 * A NetworkPolicy that lets a workflow's pods go anywhere but to the cloud's metadata. It needs a network plugin that
 * enforces it.
 */
export class CloudMetadataPolicy extends Construct {
  constructor(scope: Construct, id: string, workflow: string) {
    super(scope, id);
    const anywhereElse = [
      { ipBlock: { cidr: '0.0.0.0/0', except: [...METADATA.v4] } },
      { ipBlock: { cidr: '::/0', except: [...METADATA.v6] } },
    ];
    const policy: KubeNetworkPolicyProps = {
      spec: {
        podSelector: { matchLabels: { [PART_OF]: workflow } },
        policyTypes: ['Egress'],
        egress: [{ to: anywhereElse }],
      },
    };
    const metadata = { name: `${workflow}-no-metadata`, namespace: namespaceOf(this) };
    new ApiObject(this, 'Policy', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, ...policy });
  }
}
