#!/usr/bin/env bash
# The committed containers as pods under a real kubelet, on a bucket that is mounted with the options of our own
# PersistentVolume; where ARGO_BIN names a folder with argo, workflow-controller and argoexec, the workflow itself under
# Argo too. Needs root on Debian 12. Leaves the cluster running: $CLUSTER/down stops it.
# usage: e2e/pods.sh [jest options]
set -euo pipefail
cd "$(dirname "$0")/.."
. e2e/lib.sh
start_pods
tests=(e2e/pods e2e/restart)
if [ -n "${ARGO_BIN:-}" ]; then
  start_engine
  tests+=("${ENGINE_TESTS[@]}")
fi
npx jest --config jest.run.config.js --runInBand "$@" "${tests[@]}"
