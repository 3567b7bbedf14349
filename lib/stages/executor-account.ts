import { KubeRole, KubeRoleBinding, KubeServiceAccount } from 'cdk8s-plus-27/lib/imports/k8s';
import { Construct } from 'constructs';

/** @see ExecutorAccount */
export interface ExecutorAccountProps {
  readonly name: string;
  readonly pullSecrets: readonly string[];
}

/**
 * The account that a workflow's pods run under, with the one right that Argo's executor needs: to report a task's result.
 * The token is mounted, for the executor talks to the API server with it; cdk8s-plus's own default is not to.
 */
export class ExecutorAccount extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { name, pullSecrets }: ExecutorAccountProps) {
    super(scope, id);
    this.name = name;
    const metadata = { name };
    const account = new KubeServiceAccount(this, 'Account', {
      metadata,
      automountServiceAccountToken: true,
      ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets.map((secret) => ({ name: secret })) }),
    });
    new KubeRole(this, 'Role', {
      metadata,
      rules: [{ apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] }],
    });
    const { namespace } = account.metadata;
    new KubeRoleBinding(this, 'Binding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, ...(namespace === undefined ? {} : { namespace }) }],
    });
  }
}
