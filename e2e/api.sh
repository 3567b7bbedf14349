#!/usr/bin/env bash
# The committed manifests before a real API server, with Argo's CRDs and their CEL rules: they pass its admission, they
# can be applied, and applying them again changes nothing. Needs root, Go and kubectl. Leaves the server running:
# $CLUSTER/down stops it.
# usage: e2e/api.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. e2e/lib.sh
# Where controllers run, they bind the volume, and kubectl's apply takes the claim's uid out of it each time:
# "configured".
if pgrep -f kube-controller-manager >/dev/null; then
  echo "pods run on this cluster; $CLUSTER/down stops it" >&2
  exit 1
fi
start api
forget_volume
echo "# dry run"
kubectl apply --dry-run=server -f dist
echo "# apply"
kubectl apply -f dist
echo "# apply again"
again=$(kubectl apply -f dist)
echo "$again"
forget_volume
if grep -v ' unchanged$' <<<"$again"; then
  echo "applying the same manifests again changed the objects above" >&2
  exit 1
fi
objects=$(cat dist/*.yaml | grep -c "^kind:")
[ "$(wc -l <<<"$again")" = "$objects" ] || { echo "expected $objects objects" >&2; exit 1; }
echo "$objects objects, unchanged"
