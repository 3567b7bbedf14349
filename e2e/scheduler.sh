#!/usr/bin/env bash
# The pods of the committed manifest before a real scheduler: both `bwamap` run at once on a node of 4 CPUs and 8 GiB,
# and each stage fits a node of 2 and 4, beside what a cluster runs on every node. The nodes are objects without a
# machine. The larger one is as Alibaba Cloud's "Resource reservation policy" shows it, the smaller one by the same
# policy. Needs root, Go and kubectl, and a cluster that is down. It is down again afterwards.
# usage: e2e/scheduler.sh
set -euo pipefail
cd "$(dirname "$0")/.."
. e2e/lib.sh
start api
trap '"$CLUSTER/down"' EXIT
# Alone: a controller would miss the heartbeats of such nodes.
. "$CLUSTER/lib.sh"
spawn scheduler "$BIN/kube-scheduler" --kubeconfig="$KUBECONFIG" --leader-elect=false
kubectl apply -f dist
kubectl -n argo annotate pvc pvc-oss pv.kubernetes.io/bind-completed=yes
kubectl create namespace kube-daemons
kubectl -n kube-daemons create serviceaccount default

pods() { # NAME=TEMPLATE…: pods as Argo's controller makes them, with its executor beside the stage
  node -e '
    const { readFileSync } = require("node:fs");
    const text = readFileSync("dist/bwa-oss.k8s.yaml", "utf8");
    const all = require("yaml").parseAllDocuments(text).map((one) => one.toJS());
    const { templates } = all.find(({ kind }) => kind === "WorkflowTemplate").spec;
    const wait = { name: "wait", image: "argoexec", resources: { requests: { cpu: "100m", memory: "64Mi" } } };
    for (const word of process.argv.slice(1)) {
      const [name, wanted] = word.split("=");
      const { container, volumes, securityContext } = templates.find((one) => one.name === wanted);
      const { image, resources, volumeMounts } = container;
      if (process.env.WHOLE) Object.assign(resources.requests, resources.limits);
      const spec = { containers: [{ name: "main", image, resources, volumeMounts }, wait], volumes, securityContext };
      const pod = { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "argo" } };
      console.log(JSON.stringify({ ...pod, spec: { ...spec, serviceAccountName: "bwa-oss", restartPolicy: "Never" } }));
    }' "$@" | kubectl apply -f -
}

place() { # CPU MEMORY: one node, and on it what a cluster has on every node
  kubectl create -f - <<T
{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "only"}}
T
  amounts="{\"cpu\":\"$1\",\"memory\":\"$2\",\"ephemeral-storage\":\"100Gi\",\"pods\":\"64\"}"
  ready='{"type":"Ready","status":"True"}'
  kubectl patch node only --subresource=status --type=merge \
    -p "{\"status\":{\"capacity\":$amounts,\"allocatable\":$amounts,\"conditions\":[$ready]}}"
  kubectl patch node only --type=merge -p '{"spec":{"taints":null}}'
  kubectl create -f - <<T
apiVersion: v1
kind: Pod
metadata: {name: daemons, namespace: kube-daemons}
spec:
  nodeName: only
  containers: [{name: all, image: daemons, resources: {requests: {cpu: 600m, memory: 700Mi}}}]
T
}

clear_all() {
  kubectl -n argo delete pods --all --force --grace-period=0
  kubectl -n kube-daemons delete pods --all --force --grace-period=0
  kubectl delete node only
}

placed() { # the pods that have a node, once the scheduler has said something of each
  for _ in $(seq 120); do
    said=$(kubectl -n argo get pods \
      -o jsonpath='{range .items[*]}{.status.conditions[?(@.type=="PodScheduled")].status}{"\n"}{end}')
    [ "$(grep -c . <<<"$said")" = "$(kubectl -n argo get pods -o name | wc -l)" ] && break
    sleep 0.5
  done
  kubectl -n argo get pods -o jsonpath='{range .items[?(@.spec.nodeName=="only")]}{.metadata.name} {end}'
}

expect() { # WHAT EXPECTED
  found=$(placed)
  echo "# $1: ${found:-none}"
  [ "$found" = "$2" ] || { kubectl -n argo get events >&2; echo "expected '$2'" >&2; exit 1; }
  kubectl -n argo delete pods --all --force --grace-period=0 >/dev/null 2>&1
}

{
  place 3900m 5824732Ki
  pods one=bwamap two=bwamap
  expect 'both bwamap on 4 CPUs and 8 GiB' 'one two '
  WHOLE=yes pods one=bwamap
  placed
  WHOLE=yes pods two=bwamap
  expect 'where limits are requested whole' 'one '
  clear_all
  place 1900m 2500Mi
  for stage in bwaprepare bwamap bwaindex; do
    pods one=$stage
    expect "$stage on 2 CPUs and 4 GiB" 'one '
  done
  WHOLE=yes pods one=bwamap
  expect 'where limits are requested whole' ''
} 2>&1 | grep -E '^(#|expected|error|Error)'
