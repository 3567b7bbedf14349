#!/bin/sh
# Runs one command as a container would see this machine: its mounts lie where the manifest has them, /tmp is its own,
# and the rest is this machine's. It is the first process of mount and process namespaces of its own, so that nothing
# of this is seen outside, and all that it started ends with it.
#
#   view.sh ROOT MOUNTS USED START COMMAND…
#
#   ROOT    an empty folder, on which the view is built
#   MOUNTS  a file with a line for each mount, those above others first: ro or rw, the folder, where it is seen; with
#           tabs between
#   USED    a file for the time that the command cost, as the shell's `times` says it
#   START   where the command begins; the root where this is empty

# Links what this machine has under a path, but for what is mounted there: where something is mounted further down, the
# folder is made and the links are to what it holds.
mirror() { # PATH
  case $places in
    *"$newline$1$newline"*) ;;
    *"$newline$1/"*)
      mkdir -p "$root$1"
      for entry in "$1"/* "$1"/.[!.]*; do
        if [ -e "$entry" ] || [ -L "$entry" ]; then mirror "$entry"; fi
      done
      ;;
    *) ln -s "/.machine$1" "$root$1" ;;
  esac
}

show_machine() {
  mount -t tmpfs -o mode=755 view "$root"
  mkdir "$root/.machine" "$root/proc"
  mount --rbind / "$root/.machine"
  for entry in /*; do
    if [ "$entry" != /proc ]; then mirror "$entry"; fi
  done
  mount -t proc proc "$root/proc" 2>/dev/null || mount --rbind /proc "$root/proc"
  # A cgroup's peak would be all that this session used.
  if [ -d /sys/fs/cgroup ]; then mount -t tmpfs none "$root/.machine/sys/fs/cgroup" 2>/dev/null || true; fi
}

show_mounts() { # FILE
  while IFS=$tab read -r mode folder place; do
    mkdir -p "$root$place"
    mount --rbind "$folder" "$root$place"
    if [ "$mode" = ro ]; then mount -o remount,bind,ro "$root$place" 2>/dev/null || true; fi
  done <"$1"
}

main() {
  set -eu
  path=$PATH
  PATH=/usr/sbin:/usr/bin:/sbin:/bin
  newline='
'
  tab=$(printf '\t')
  root=$1 mounts=$2 used=$3 start=$4
  shift 4
  places=$newline$(cut -f 3 "$mounts")$newline
  show_machine
  show_mounts "$mounts"
  read -r _ _ users </proc/self/uid_map
  # shellcheck disable=SC2016 # the shell expands them that begins there
  if [ -n "$start" ]; then set -- sh -c 'mkdir -p "$1" && cd "$1" && shift && exec "$@"' sh "$start" "$@"; fi
  # A user is root here, and must be no more than a user to the files.
  if [ "$users" = 1 ]; then set -- /usr/bin/setpriv --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"; fi
  export PATH="$path"
  set +e
  /usr/sbin/chroot "$root" "$@"
  status=$?
  times >"$used"
  exit "$status"
}

main "$@"
