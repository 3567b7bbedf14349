/**
 * A global variable of Argo as the value of an environment variable: no brace for Argo, and each `$` doubled for
 * Kubernetes.
 */
export function carried(variable: string): string {
  return `{{=sprig.replace('$', '$$', sprig.replace('{', '\\u0001', ${variable}))}}`;
}

/**
 * About a hundred of them. The whole template must fit into 128 KiB, one variable of the executor's, in which quotes
 * are doubled.
 */
export const VALUE_OF_FAILURES = carried('sprig.trunc(32768, workflow.failures)');
