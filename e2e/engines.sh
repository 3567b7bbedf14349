#!/usr/bin/env bash
# What runs on which version of Argo: the tests of the engine for each FOLDER, on a cluster and a bucket of its own.
# A folder has workflow-controller, argoexec and argo of one version, and in crds/ the CustomResourceDefinitions that
# its release installs; without crds/ those of 4.1.2 are there. Prints a table. Needs root on Debian 12.
# usage: e2e/engines.sh FOLDER…
#   ENGINES_DOC=write       puts the table into docs/engines.md
#   ENGINES_RESULTS=folder  keeps jest's results; the table is of all that lie there, for engines run one by one
#   JEST_OPTIONS='-t 404'   runs a part
set -euo pipefail
cd "$(dirname "$0")/.."
. e2e/lib.sh
results=${ENGINES_RESULTS:-$(mktemp -d)}
mkdir -p "$results"
status=0
for folder; do
  ARGO_BIN=$(realpath "$folder")
  export ARGO_BIN
  version=$("$ARGO_BIN/argo" version --short)
  echo "# ${version#argo: }"
  "$CLUSTER/down"
  start_pods
  start_engine
  npx jest --config jest.run.config.js --runInBand ${JEST_OPTIONS:-} --json \
    --outputFile="$results/${version#argo: v}.json" "${ENGINE_TESTS[@]}" >/dev/null || status=$?
done
"$CLUSTER/down"
node e2e/engines-table.mjs "$results"/*.json
[ -n "${ENGINES_RESULTS:-}" ] || rm -r "$results"
exit "$status"
