import { ApiObject } from 'cdk8s';
import type { KubeRoleBindingProps, KubeRoleProps, KubeServiceAccountProps } from 'cdk8s-plus-27/lib/imports/k8s';
import { Construct } from 'constructs';
import { namespaceOf } from '../storage/namespace';

/** @see ExecutorAccount */
export interface ExecutorAccountProps {
  readonly name: string;
  readonly pullSecrets: readonly string[];
}

/**
 * The account that a workflow's pods run under, with the one right that Argo's executor needs: to report a task's
 * result. The token is mounted, for the executor talks to the API server with it; cdk8s-plus's own default is not to.
 * cdk8s-plus gives types only: loading its classes would take as long as the rest of a synth.
 */
export class ExecutorAccount extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, { name, pullSecrets }: ExecutorAccountProps) {
    super(scope, id);
    this.name = name;
    const namespace = namespaceOf(this);
    const metadata = { name, namespace };
    const account: KubeServiceAccountProps = {
      automountServiceAccountToken: true,
      ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets.map((secret) => ({ name: secret })) }),
    };
    const role: KubeRoleProps = {
      rules: [{ apiGroups: ['argoproj.io'], resources: ['workflowtaskresults'], verbs: ['create', 'patch'] }],
    };
    const binding: KubeRoleBindingProps = {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    };
    new ApiObject(this, 'Account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata, ...account });
    new ApiObject(this, 'Role', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, ...role });
    new ApiObject(this, 'Binding', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      ...binding,
    });
  }
}
