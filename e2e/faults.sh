#!/usr/bin/env bash
# Faults and runs at once on a bucket: a real S3 server, mounted twice by s3fs as two nodes would have it. Needs root on
# Debian 12. Leaves the S3 server running.
# usage: e2e/faults.sh [MOUNTS] [TESTS] [jest options]
#   MOUNTS  plain     with the options of our own PersistentVolume
#           uncached  with max_stat_cache_size=0 in place of its stat_cache_expire
#           cached    with stat_cache_expire=900,enable_noobj_cache
#           all       each of them, one after the other; also where none is named
#   TESTS   runs      two runs at once: pipelines, and one stage with kills at each of its steps and zombies,
#                     also while clean.sh removes what they left
#           rows      the rows of docs/faults.md, and kills at each change of the pipeline's stages
#           folders   directories and given files, as one stage makes and reads them
#           all       each of them; also where none is named
# FAULTS_ALL=yes tries what is else sampled; REPEAT=20 kills a stage at each of its steps 20 times.
set -euo pipefail
cd "$(dirname "$0")/.."
. e2e/lib.sh
options=$(sed -n 's/^ *otherOpts: //p' dist/bwa-oss-storage.k8s.yaml | sed 's/^-o //; s/ -o /,/g')
every=(plain uncached cached)
mounts=("${every[@]}")
case ${1:-} in
  plain | uncached | cached) mounts=("$1") && shift ;;
  all) shift ;;
esac
tests=(test/shell/publication test/shell/clean test/shell/folders test/shell/given test/run/faults)
case ${1:-} in
  runs) tests=(test/shell/publication test/shell/clean test/run/faults/two) && shift ;;
  folders) tests=(test/shell/folders test/shell/given) && shift ;;
  rows) tests=('test/run/faults/(kill|machine|sequential|sources)') && shift ;;
  all) shift ;;
esac

full_of() { # MOUNTS: the folder of a bucket that takes next to nothing more: its server's disk is full
  echo "$STATE/buckets/faults-full-$1"
}
unmount() {
  local kind folder
  for kind in "${mounts[@]}"; do
    for folder in "$STATE/mnt/faults"-{a,b,full}"-$kind" "$(full_of "$kind")"; do
      if mountpoint -q "$folder"; then umount "$folder"; fi
    done
  done
}
options_of() { # MOUNTS: prints the mount's options
  case $1 in
    plain) echo "$options" ;;
    uncached) echo "${options//stat_cache_expire=1/max_stat_cache_size=0}" ;;
    cached) echo "${options//stat_cache_expire=1/stat_cache_expire=900,enable_noobj_cache}" ;;
  esac
}

status=0
trap unmount EXIT
forget_dead
unmount
export FAULTS_BUCKET FAULTS_BUCKET_FULL
for kind in "${mounts[@]}"; do
  mounted=$(options_of "$kind")
  mkdir -p "$(full_of "$kind")"
  mount -t tmpfs -o size=64k small "$(full_of "$kind")"
  FAULTS_BUCKET_FULL=$("$CLUSTER/bucket" "faults-full-$kind" "$mounted")
  one=$("$CLUSTER/bucket" "faults-$kind" "$mounted" "faults-a-$kind")
  two=$("$CLUSTER/bucket" "faults-$kind" "$mounted" "faults-b-$kind")
  FAULTS_BUCKET=$one:$two
  echo "# two mounts of one bucket, with $mounted"
  npx jest --config jest.run.config.js "$@" "${tests[@]}" || status=$?
done
exit "$status"
