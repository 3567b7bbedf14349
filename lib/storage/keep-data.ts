/** An Argo CD application that is deleted, or a manifest that leaves the repository, must not take the data along. */
export const KEEP = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };

/**
 * As {@link KEEP}, and applied before what mounts it. Not for a claim that a StorageClass binds: with
 * `WaitForFirstConsumer` it is pending until a pod mounts it, and Argo CD waits in its wave for that.
 */
export const KEEP_FIRST = { ...KEEP, 'argocd.argoproj.io/sync-wave': '-1' };
