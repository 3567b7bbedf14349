/** An Argo CD application that is deleted, or a manifest that leaves the repository, must not take the data along. */
export const KEEP = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'argocd.argoproj.io/sync-wave': '-1',
};
