#!/usr/bin/env bash
# The faults of docs/faults.md on a bucket: a real S3 server, mounted twice by s3fs as two nodes would have it, with the
# options of our own PersistentVolume; and two runs at once again without a cache and with a long one. Needs root on
# Debian 12. Leaves the S3 server running.
# usage: e2e/faults.sh [plain|cached] [jest options]     one of the two parts, or both
# FAULTS_ALL=yes tries what is else sampled.
set -euo pipefail
cd "$(dirname "$0")/.."
. e2e/lib.sh
options=$(sed -n 's/^ *otherOpts: //p' dist/bwa-oss-storage.k8s.yaml | sed 's/^-o //; s/ -o /,/g')
full=$STATE/buckets/faults-full
part=both
case ${1:-} in plain | cached) part=$1 && shift ;; esac

unmount() {
  local folder
  for folder in faults-{a,b}{,-max_stat_cache_size,-stat_cache_expire} faults-full; do
    if mountpoint -q "$STATE/mnt/$folder"; then umount "$STATE/mnt/$folder"; fi
  done
  if mountpoint -q "$full"; then umount "$full"; fi
}
status=0
trap unmount EXIT
forget_dead
unmount
mount_pair() { # SUFFIX OPTIONS: prints the folders of two mounts
  local one two
  one=$("$CLUSTER/bucket" faults "$2" "faults-a$1")
  two=$("$CLUSTER/bucket" faults "$2" "faults-b$1")
  echo "$one:$two"
}
export FAULTS_BUCKET FAULTS_BUCKET_FULL

if [ "$part" != cached ]; then
  # A bucket that takes next to nothing more: its server's disk is full.
  mkdir -p "$full"
  mount -t tmpfs -o size=64k small "$full"
  FAULTS_BUCKET_FULL=$("$CLUSTER/bucket" faults-full "$options")
  FAULTS_BUCKET=$(mount_pair '' "$options")
  echo "# two mounts of one bucket, with $options"
  npx jest --config jest.run.config.js "$@" test/run/faults || status=$?
fi
if [ "$part" != plain ]; then
  for cache in max_stat_cache_size=0 stat_cache_expire=900,enable_noobj_cache; do
    mounted=${options//stat_cache_expire=1/$cache}
    FAULTS_BUCKET=$(mount_pair "-${cache%%=*}" "$mounted")
    echo "# two runs at once, with $mounted"
    npx jest --config jest.run.config.js "$@" test/run/faults/two || status=$?
  done
fi
exit "$status"
