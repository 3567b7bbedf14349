# Sourced by the scripts beside it: the cluster of ../shared, and its namespace argo.
CLUSTER=${CLUSTER:-../shared/cluster}
[ -x "$CLUSTER/up" ] || { echo "there is no $CLUSTER/up; set CLUSTER to the folder of its scripts" >&2; exit 1; }
STATE=${CLUSTER_HOME:-$HOME/.cache/cluster}/state

# A mount whose s3fs was killed answers nothing. A cluster that ended with its machine leaves such mounts, and numbers of processes that may
# be another program's by now.
forget_dead() {
  local folder
  [ -e "$STATE" ] || return 0
  for folder in "$STATE"/mnt/*; do
    if [[ $(stat "$folder" 2>&1) == *"not connected"* ]]; then umount -l "$folder"; fi
  done
  if pgrep -f "${STATE%/state}/bin/|containerd.toml|registry.yml" >/dev/null; then return 0; fi
  rm -f "$STATE"/run/*.pid
  "$CLUSTER/down"
}

# `up` adds the API server's address unless `ip … | grep -q` finds it, under pipefail. Where the address is there already, grep may end before
# ip has written all; ip is killed, the address is added twice, and `up` fails (1 of 60 times). What is not there is always told so.
forget_address() {
  local address
  address=$(. "$CLUSTER/lib.sh" && echo "$SERVICE_IP")
  ip address delete "$address/32" dev lo 2>/dev/null || true
}

start() { # [api]
  forget_dead
  forget_address
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
