#!/usr/bin/env bash
# Runs one command as a pod would: a root file system that cannot be written, the volume at its mount path, an empty
# /tmp, the uid and gid of the manifest and no privilege. In mount and process namespaces of its own, so that nothing of
# it is seen outside or stays behind. Needs root. usage: pod.sh VOLUME_FOLDER MOUNT_PATH UID GID SHELL PROGRAM OWN
# COMMAND…
#   SHELL: what `sh` is: dash, bash, busybox (the shell alone), or applets (busybox's tools before Debian's)
#   PROGRAM: the folder that is mounted at /stage
#   OWN: a folder; what is in its `files` lies in /tmp at the start, its `texts` is /tmp/texts, where Argo would read outputs
# The environment is the container's, but for two: POD_SCRATCH, the size of /tmp as tmpfs takes it. Its 11 GiB, where
# nobody says another, are a promise, not memory that is taken. And POD_TOOLS, a folder of programs that stand before
# Debian's.
set -euo pipefail
if [ "${POD_INSIDE:-}" != yes ]; then
  POD_INSIDE=yes exec /usr/bin/unshare --mount --pid --fork --kill-child --propagation private /bin/bash "$0" "$@"
fi
scratch=${POD_SCRATCH:-11g} tools=${POD_TOOLS:-}
unset POD_INSIDE POD_SCRATCH POD_TOOLS
volume=$1 mount_path=$2 uid=$3 gid=$4 shell=$5 program=$6 own=$7
shift 7
path=$PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
view=/mnt
mount -t tmpfs -o mode=755 view "$view"
mkdir -p "$view$mount_path" "$view"/{tmp,proc,dev,opt/pod,opt/tools,stage}
for name in usr etc bin sbin lib lib32 lib64; do
  if [ -L "/$name" ]; then
    cp -P "/$name" "$view/$name"
  elif [ -d "/$name" ]; then
    mkdir "$view/$name"
    mount --rbind "/$name" "$view/$name"
    mount -o remount,bind,ro "$view/$name"
  fi
done
mount -t proc proc "$view/proc"
mount --rbind /dev "$view/dev"
mount --bind "$volume" "$view$mount_path"
mount --bind "$program" "$view/stage"
mount -o remount,bind,ro "$view/stage"
[ -z "$tools" ] || mount --bind "$tools" "$view/opt/tools"
mount -t tmpfs -o mode=1777,size="$scratch" scratch "$view/tmp"
mkdir "$view/tmp/texts"
mount --bind "$own/texts" "$view/tmp/texts"
cp -R "$own/files/." "$view/tmp"
case $shell in
  busybox) ln -s /usr/bin/busybox "$view/opt/pod/sh" ;;
  # Not wget: Debian builds it without -T and it crashes on the option; Alpine's has it.
  applets) for applet in $(busybox --list | grep -v '^wget$'); do ln -s /usr/bin/busybox "$view/opt/pod/$applet"; done ;;
  *) ln -s "/usr/bin/$shell" "$view/opt/pod/sh" ;;
esac
# An image with curl and one with nothing but wget.
case $shell in dash|applets) [ ! -e "$view/usr/bin/curl" ] || mount --bind /dev/null "$view/usr/bin/curl" ;; esac
mount -o remount,ro "$view"
setpriv=/usr/bin/setpriv
export PATH="/opt/pod:/opt/tools:$path"
exec /usr/sbin/chroot "$view" "$setpriv" --reuid "$uid" --regid "$gid" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all \
  -- "$@"
