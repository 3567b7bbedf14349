#!/usr/bin/env bash
# Docker's daemon for tests, unpacked from Debian's packages into a folder and not installed: it makes no bridge,
# touches no rule of the firewall, and listens on a socket in that folder alone. Needs root.
# usage: dockerd.sh FOLDER start     prints the value for DOCKER_HOST
#        dockerd.sh FOLDER stop
set -euo pipefail
folder=$(realpath -m "$1")
pid=$folder/docker.pid

start() {
  mkdir -p "$folder/packages" "$folder/root"
  if [ ! -x "$folder/root/usr/sbin/dockerd" ]; then
    (cd "$folder/packages" && apt-get download -qq docker.io containerd runc tini >/dev/null 2>&1)
    for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$folder/root"; done
  fi
  export PATH="$folder/root/usr/bin:$folder/root/usr/sbin:$PATH"
  # A daemon's own score must not be lowered where CAP_SYS_RESOURCE is missing.
  setsid dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$pid" \
    -H "unix://$folder/docker.sock" --iptables=false --ip6tables=false --bridge=none --oom-score-adjust 0 \
    --exec-opt native.cgroupdriver=cgroupfs \
    </dev/null >"$folder/dockerd.log" 2>&1 &
  for _ in $(seq 60); do
    if [ -S "$folder/docker.sock" ] && DOCKER_HOST=unix://$folder/docker.sock docker version >/dev/null 2>&1; then
      echo "unix://$folder/docker.sock"
      return
    fi
    sleep 0.5
  done
  tail -5 "$folder/dockerd.log" >&2
  return 1
}

stop() {
  [ -e "$pid" ] || return 0
  local daemon
  daemon=$(cat "$pid")
  kill "$daemon"
  while kill -0 "$daemon" 2>/dev/null; do sleep 0.2; done
}

"$2"
