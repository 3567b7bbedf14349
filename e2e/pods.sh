#!/usr/bin/env bash
# The committed containers as pods under a real kubelet, on a bucket that is mounted with the options of our own PersistentVolume; where
# ARGO_BIN names a folder with argo, workflow-controller and argoexec, the workflow itself under Argo too.
# Needs root on Debian 12. Leaves the cluster running: $CLUSTER/down stops it.
# usage: e2e/pods.sh [jest options]
set -euo pipefail
cd "$(dirname "$0")/.."
. e2e/lib.sh
start
image() { # NAME TAG [PACKAGE…]: made where the registry has none
  local name=$1 tag=$2
  shift 2
  curl -sf -H 'Accept: application/vnd.oci.image.manifest.v1+json' "http://127.0.0.1:5000/v2/$name/manifests/$tag" >/dev/null ||
    "$CLUSTER/image" --tools "$name:$tag" "$@"
}
image geno/alltools v0.2
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
tests=(e2e/pods e2e/restart)
if [ -n "${ARGO_BIN:-}" ]; then
  image geno/cohort v0.1 fastp multiqc
  "$CLUSTER/engine"
  tests+=(e2e/argo e2e/cohort)
fi
npx jest --config jest.run.config.js --runInBand "$@" "${tests[@]}"
