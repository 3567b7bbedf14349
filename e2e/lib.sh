# Sourced by the scripts beside it: the cluster of ../shared, its namespace argo, and the engine.
CLUSTER=${CLUSTER:-../shared/cluster}
[ -x "$CLUSTER/up" ] || { echo "there is no $CLUSTER/up; set CLUSTER to the folder of its scripts" >&2; exit 1; }
STATE=${CLUSTER_HOME:-$HOME/.cache/cluster}/state
# What needs ARGO_BIN.
ENGINE_TESTS=(
  e2e/argo e2e/bwa e2e/choice e2e/cohort e2e/corpus e2e/endings e2e/exit e2e/expression e2e/foreign e2e/germline
  e2e/largest e2e/lists e2e/outbreak
)

# A mount whose s3fs was killed answers nothing. A cluster that ended with its machine leaves such mounts, and numbers
# of processes that may be another program's by now.
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

# `up` adds the API server's address unless `ip … | grep -q` finds it, under pipefail. Where the address is there
# already, grep may end before ip has written all; ip is killed, the address is added twice, and `up` fails (1 of 60
# times). What is not there is always told so.
forget_address() {
  local address
  address=$(. "$CLUSTER/lib.sh" && echo "$SERVICE_IP")
  ip address delete "$address/32" dev lo 2>/dev/null || true
}

# The kubelet ends where containerd is not ready yet, on a busy machine; `up` then gives up after two minutes, and a
# second one starts the kubelet again.
start() { # [api]
  forget_dead
  forget_address
  KUBECONFIG=$("$CLUSTER/up" "$@") || KUBECONFIG=$("$CLUSTER/up" "$@")
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

image() { # NAME TAG [PACKAGE…]: made where the registry has none
  local name=$1 tag=$2
  shift 2
  curl -sf -H 'Accept: application/vnd.oci.image.manifest.v1+json' \
    "http://127.0.0.1:5000/v2/$name/manifests/$tag" >/dev/null ||
    "$CLUSTER/image" --tools "$name:$tag" "$@"
}

# A cluster that runs pods, its tools' image, and the claim pvc-oss on an empty bucket, which is mounted with the
# options of our own PersistentVolume.
start_pods() {
  start
  image geno/alltools v0.2
  local options
  options=$(sed -n 's/^ *otherOpts: //p' dist/bwa-oss-storage.k8s.yaml | sed 's/^-o //; s/ -o /,/g')
  E2E_FOLDER=$("$CLUSTER/bucket" genomics "$options")
  export E2E_FOLDER
  echo "# the bucket, mounted with $options"
  find "$E2E_FOLDER" -mindepth 1 -delete
  forget_volume
  kubectl apply -f - >/dev/null <<Y
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv-oss}
spec:
  accessModes: [ReadWriteMany]
  capacity: {storage: 20Gi}
  claimRef: {apiVersion: v1, kind: PersistentVolumeClaim, name: pvc-oss, namespace: argo}
  hostPath: {path: $E2E_FOLDER}
  persistentVolumeReclaimPolicy: Retain
  storageClassName: ""
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: pvc-oss, namespace: argo}
spec:
  accessModes: [ReadWriteMany]
  resources: {requests: {storage: 20Gi}}
  storageClassName: ""
  volumeName: pv-oss
Y
  kubectl -n argo wait --for=jsonpath='{.status.phase}'=Bound pvc/pvc-oss --timeout=60s >/dev/null
  kubectl apply -f dist/bwa-oss.k8s.yaml >/dev/null # the pods mount its ConfigMap
}

# The engine of $ARGO_BIN, with the CustomResourceDefinitions of its own version where the folder has them in crds/.
start_engine() {
  # mosdepth opens libhts.so, a name that libhts-dev has.
  image geno/cohort v0.3 bcftools fastp fasttree gffread iqtree libhts-dev mosdepth multiqc python3 rna-star salmon \
    snp-sites
  if [ -d "$ARGO_BIN/crds" ]; then
    kubectl get crd -o name | grep argoproj.io | xargs kubectl delete >/dev/null
    kubectl apply --server-side -f "$ARGO_BIN/crds" >/dev/null
    # A CustomResourceDefinition that was made just now has no conditions to wait for yet.
    until kubectl wait --for=condition=Established crd --all --timeout=60s >/dev/null 2>&1; do
      sleep 2
    done
  fi
  "$CLUSTER/engine"
}
