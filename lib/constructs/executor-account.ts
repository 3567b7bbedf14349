import { ApiObject, JsonPatch } from 'cdk8s';
import { ApiResource, type IRole, Role, RoleBinding, ServiceAccount } from 'cdk8s-plus-27';
import { Construct, type IConstruct } from 'constructs';
import { namespaceOf } from '../storage/namespace';

/** @see ExecutorAccount */
export interface ExecutorAccountProps {
  readonly name: string;
  readonly pullSecrets: readonly string[];
}

/** A resource that a rule is about, as cdk8s-plus has them in any of its versions: `ApiResource.SECRETS`. */
export interface RuleResource {
  readonly apiGroup: string;
  readonly resourceType: string;
  readonly resourceName?: string | undefined;
}

/** The workflow's own ServiceAccount, made by cdk8s-plus-27. `ApiObject.of(account)` reaches its manifest. */
export interface WorkflowAccount extends IConstruct {
  readonly name: string;
}

/** The workflow's own Role, made by cdk8s-plus-27. `ApiObject.of(role)` reaches its manifest. */
export interface WorkflowRole extends IConstruct {
  readonly name: string;
  /** Adds a rule: `workflow.role?.allow(['get'], ApiResource.SECRETS)`. */
  allow(verbs: string[], ...resources: RuleResource[]): void;
}

/**
 * The account that a workflow's pods run under, with the one right that Argo's executor needs: to report a task's
 * result. The token is mounted, for the executor talks to the API server with it; cdk8s-plus's own default is not to.
 */
export class ExecutorAccount extends Construct {
  readonly serviceAccount: WorkflowAccount;
  readonly role: WorkflowRole;

  constructor(scope: Construct, id: string, { name, pullSecrets }: ExecutorAccountProps) {
    super(scope, id);
    const metadata = { name, namespace: namespaceOf(this) };
    const account = new ServiceAccount(this, 'Account', { metadata, automountToken: true });
    if (pullSecrets.length > 0)
      // cdk8s-plus has no prop for it.
      ApiObject.of(account).addJsonPatch(
        JsonPatch.add(
          '/imagePullSecrets',
          pullSecrets.map((secret) => ({ name: secret })),
        ),
      );
    const role = new Role(this, 'Role', { metadata });
    role.allow(
      ['create', 'patch'],
      ApiResource.custom({ apiGroup: 'argoproj.io', resourceType: 'workflowtaskresults' }),
    );
    // Its types miss an undefined that exactOptionalPropertyTypes asks for.
    const binding = new RoleBinding(this, 'Binding', { metadata, role: role as IRole });
    binding.addSubjects(account);
    // An empty group is the default, which the API server does not keep.
    ApiObject.of(binding).addJsonPatch(JsonPatch.remove('/subjects/0/apiGroup'));
    this.serviceAccount = account;
    this.role = role as unknown as WorkflowRole;
  }
}
