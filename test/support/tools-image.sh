#!/usr/bin/env bash
# Makes an image of programs that this Debian has, with all that their packages need, and gives it names. No registry is
# asked: the files are this machine's own, so that a container's tools are the host engine's. Made once; again where it
# is not there any more.
# usage: tools-image.sh ENGINE NAME…      ENGINE: docker or podman, as PATH has it
set -euo pipefail
engine=$1
shift
first=localhost/cdk8s-genomics-tools:3
packages=(bwa samtools bcftools freebayes mosdepth libhts-dev fastp multiqc salmon mafft)
packages+=(iqtree fasttree snp-sites python3)
packages+=(dash bash busybox wget curl gzip mawk gawk)
packages+=(coreutils sed grep findutils tar procps util-linux)

# What a package brings, but for what no program reads; where /bin is a link, so is it in the image.
files_of() { # PACKAGE…
  local wanted file
  mapfile -t wanted < <(apt-cache depends --recurse --installed --no-recommends --no-suggests --no-conflicts \
    --no-breaks --no-replaces --no-enhances "$@" | grep '^[a-z0-9]' | sort -u)
  # Not all that apt names is installed under that name.
  mapfile -t wanted < <(dpkg-query -W -f '${db:Status-Abbrev}${binary:Package}\n' "${wanted[@]}" 2>/dev/null |
    sed -n 's/^ii *//p')
  dpkg -L "${wanted[@]}" |
    grep -v -e '^/usr/share/\(doc\|man\|locale\|info\|lintian\)/' -e '^/usr/include/' -e '[.]a$' -e '^/usr/lib/gcc/' |
    sed 's,^/\(bin\|sbin\|lib\|lib64\)/,/usr/\1/,' | sort -u |
    while IFS= read -r file; do
      if [ -f "$file" ] || [ -L "$file" ]; then echo "$file"; fi
    done
  find /usr/bin /usr/sbin /usr/lib -lname '/etc/alternatives/*'
  find /etc/alternatives -type l
  printf '%s\n' /bin /sbin /lib /lib64 /etc/passwd /etc/group /etc/ld.so.cache
}

make_image() {
  local own
  own=$(mktemp -d)
  mkdir "$own/root"
  # What this machine was slimmed of is not in the image either.
  files_of "${packages[@]}" | sort -u | { tar -c -C / -T - --no-recursion 2>/dev/null || true; } | tar -x -C "$own/root"
  mkdir -m 1777 "$own/root/tmp"
  tar -c -C "$own/root" . |
    "$engine" import --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' --change 'ENTRYPOINT ["echo", "by the image"]' \
      - "$first" >/dev/null
  rm -rf "$own"
}

"$engine" image inspect "$first" >/dev/null 2>&1 || make_image
for name in "$@"; do "$engine" tag "$first" "$name"; done
