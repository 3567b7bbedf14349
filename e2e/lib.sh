# Sourced by the scripts beside it: the cluster of ../shared, and its namespace argo.
CLUSTER=${CLUSTER:-../shared/cluster}
[ -x "$CLUSTER/up" ] || { echo "there is no $CLUSTER/up; set CLUSTER to the folder of its scripts" >&2; exit 1; }

start() { # [api]
  KUBECONFIG=$("$CLUSTER/up" "$@")
  export KUBECONFIG
  kubectl create namespace argo --dry-run=client -o yaml | kubectl apply -f - >/dev/null
}

# The API server alone has no controller that would take the finalizers off.
forget_volume() {
  kubectl -n argo delete pvc pvc-oss --ignore-not-found --wait=false >/dev/null
  kubectl delete pv pv-oss --ignore-not-found --wait=false >/dev/null
  kubectl -n argo patch pvc pvc-oss --type merge -p '{"metadata":{"finalizers":null}}' >/dev/null 2>&1 || true
  kubectl patch pv pv-oss --type merge -p '{"metadata":{"finalizers":null}}' >/dev/null 2>&1 || true
}
