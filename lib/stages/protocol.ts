/**
 * The stage protocol: what every stage's container does around its script, byte-identical in every template. It stands in the manifest,
 * not in a ConfigMap, which could change under a running workflow. This file imports nothing: the checks read it too.
 *
 * `sh -c PROTOCOL <words> <script> [<identify>]`. Words, in order: `stage=` for messages; `script=sha256:…` and `image=…` enter the work
 * key; `scratch=10240` is what /tmp must have free, in MiB; `mount=/bwa` is where the files that follow must lie; `value:IN_X` a text;
 * `url:IN_X` a source; `given:IN_X` a file that no stage made; `made:IN_X,.bai` a stage's product with its secondary files;
 * `list:IN_X` several of them, one a line; `out:OUT_X,.bai` what this stage makes. `identify` prints a line for each source.
 */
export const PROTOCOL = `# stage protocol 1: refuse, verify, skip, work, gate, mark (docs/protocol.md). Exits: 65 bad data, 69 refused, 73 scratch full, 75 temporary, tried again
set -fu; umask 022; export TMPDIR=/tmp HOME=/tmp LC_ALL=C; words=$0 script=$1 identify=\${2-} key=protocol=1 outs='' me=$(od -An -N8 -tx8 /dev/urandom) nl='
'; me=\${HOSTNAME-}/\${me# }; say() { printf '[%s] %s\\n' "$stage" "$*" >&2; }; fail() { status=$1; shift; say "$*"; exit "$status"; }
at() { m=\${1%/*}; case $m/ in */.work/*) ;; *) m=$m/.work ;; esac; m=$m/\${1##*/}; }; take() { IFS=,; set -- $1; unset IFS; v=$1; shift; exts=$*; eval "x=\\\${$v}"; at "$x"; } # $m.done is FILE's marker
inside() { n=\${1##*/}; case $1/ in *//*|*/../*|*/./*|*[[:cntrl:]]*|"$mount"/.work/*) ;; "$mount"/*/?*) [ \${#n} -gt 200 ] || return 0 ;; esac
  fail 69 "$v is '$1', expected a path in a folder below $mount/, without '//', '..' and control characters, its name at most 200 long"; }
sizes() ( f=$1; shift; all=''; for e in '' "$@"; do [ -s "$f$e" ] && [ -f "$f$e" ] || fail 65 "$f$e is missing or empty"; all=$all,$(stat -Lc %s -- "$f$e"); done; echo "\${all#,}" )
results() { made=''; for o in $outs; do take "$o"; n=$(sizes "$x" $exts) || return 65; made="$made\${nl}size \${x##*/}=$n"; done; }
marked() { for o in $outs; do take "$o"; [ "$(cat "$m.done" 2>/dev/null)" = "$1" ] || return 1; done; }; unmark() { for o in $outs; do take "$o"; rm -f "$m.done"; done; }
member() { trap "echo \\$? >/tmp/.member$1" EXIT; set -e; }; joined() { worst=0; for i; do { read -r c </tmp/.member$i; } 2>/dev/null || c=137; rm -f /tmp/.member$i
  case $c:$worst in 0:*|*:137|*:143) ;; 137:*|143:*|*:0|*:141) worst=$c ;; esac; done; set -e; return "$worst"; } # of a pipe's members: a kill counts most, then a failure
verify() { inside "$1"; at "$1"; n=$(sizes "$1" $exts) || exit 65; t=$(cat "$m.done" 2>/dev/null); case $t$nl in *"\${nl}size \${1##*/}=$n$nl"*) ;; *)
  fail 65 "$1 ($n bytes) is not what its marker $m.done says; run its stage again" ;; esac; key="$key$nl$v=\${1#"$mount"/} $n $(sed -n 's/^made=//p' "$m.done")"; }
for w in $words; do case $w in script=*|image=*) key=$key$nl$w; continue ;; *=*) eval "\${w%%=*}=\\\${w#*=}"; continue ;; esac; take "\${w#*:}"
  case $w:$x in *'{''{'*|[!l]*"$nl"*) fail 69 "$v holds two braces or a line break; give a plain value in one line" ;; esac; case $w in value:*) key="$key$nl$v=$x" ;; made:*) verify "$x" ;;
    out:*) inside "$x"; outs="$outs \${w#*:}" ;; list:*) : >"/tmp/$v"; IFS=$nl; for f in $x; do unset IFS; verify "$f"; case $nl$(cat "/tmp/$v")$nl in *"$nl$f$nl"*)
      fail 65 "$f is listed twice" ;; esac; printf '%s\\n' "$f" >>"/tmp/$v"; done; unset IFS; eval "$v=/tmp/$v" ;;
    given:*) inside "$x"; n=$(stat -Lc '%s %Y' -- "$x" 2>/dev/null) || fail 65 "$v: there is no file $x"; key="$key$nl$v=$x $n" ;; url:*) h=\${x#*://}; case \${h%%[/?#]*}@$x in
      *@*@*|*@oss://*/../*) ;; *@http://?*|*@https://?*|*@oss://?*) continue ;; esac; fail 69 "$v is '\${x%%:*}:…', expected an http, https or oss URL without a password and '..'" ;; esac; done
i=''; [ -z "$identify" ] || { i=$(set -eu; eval "$identify" 2>/dev/null); [ $? = 0 ] && [ -n "$i" ] || { i=unknown=$me; say "a source tells no identity: nothing is skipped"; }; key=$key$nl$i; }; set -- $outs; take "$1"; first=$m; t=$(sed -n 's/^made=//p' "$m.done" 2>/dev/null)
results 2>/dev/null && marked "$key\${nl}made=$t$made" && { say "done before, by $t"; exit 0; }; n=$(set -- $(df -Pk /tmp); echo $((\${11} / 1024))); [ "$n" -ge "$scratch" ] || fail 73 "/tmp has $n MiB free, expected $scratch (scratch)"
for o in $outs; do take "$o"; mkdir -p "\${m%/*}" "\${x%/*}"; for e in '' $exts; do rm -f "$m.done" "$x$e"; done; done 2>/dev/null; { printf '%s\\n' "$me" "$key" >"$first.claim"; } 2>/dev/null ||
  fail 69 "user $(id -u) cannot write $first.claim; synthesize with the volume's owner, or mount it with uid=$(id -u)"
( ( set -eu; set +f; eval "$script" ); printf '\\n%s %s\\n' "$me" "$?" ) 2>&1 | ( s=137 full=''; while IFS= read -r l; do case $l in '') continue ;; "$me "*) s=\${l##* }; continue ;;
  *'No space left on device'*) full=73 ;; esac; case $l in *\\?*=*) l="\${l%%\\?*}?[redacted]" ;; esac; printf '%s\\n' "$l"; printf '%s\\n' "$l" >&2; done >/tmp/.log; case $s in
  0|137|143) exit "$s" ;; *) exit "\${full:-$s}" ;; esac ); status=$?; cat /tmp/.log >"$first.log" 2>/dev/null; [ "$status" = 0 ] || fail "$status" "failed with status $status; nothing is marked as done"
results || exit 65; case $(cat "$first.claim") in "$me$nl$key") ;; *"$nl$key") fail 75 "another attempt took this work over" ;; *) unmark; fail 69 "another run writes here; use a folder of its own" ;; esac
t="$key\${nl}made=$me$made" was=$made; for o in $outs; do take "$o"; printf '%s\\n' "$t" >"$m.done" || fail 75 "cannot mark $x"; done
results && [ "$made" = "$was" ] && marked "$t" || fail 75 "$first.done does not read back as it was written"; say "done: $first.done"`;

/** How a script that runs inside the protocol begins. */
export const PROTOCOL_LINE = '# stage protocol 1';
