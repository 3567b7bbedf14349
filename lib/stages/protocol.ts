/**
 * The stage protocol: what every stage's container does around its script, byte-identical in every template. It stands in the manifest,
 * not in a ConfigMap, which could change under a running workflow. This file imports nothing: the checks read it too.
 *
 * `sh -c PROTOCOL <words> <script> [<identify>]`. Words, in order: `stage=` for messages; `script=sha256:…` and `image=…`, or `cache=…`, enter the work
 * key; `scratch=10240` is what /tmp must have free, in MiB; `mount=/bwa` is where the files that follow must lie; `value:IN_X` a text;
 * `url:IN_X` a source, `optional:IN_X` one or nothing; `given:IN_X` a file that no stage made; `made:IN_X,.bai` a stage's product with its secondary files;
 * `list:IN_X` several of them, one a line; `out:OUT_X,.bai` what this stage makes. `identify` prints a line for each source.
 */
export const PROTOCOL = `# stage protocol 1: refuse, verify, skip, work, gate, mark (docs/protocol.md). Exits: 65 bad data, 69 refused, 73 scratch full, 75 temporary, tried again
set -fu; umask 022; export TMPDIR=/tmp HOME=/tmp LC_ALL=C; words=$0 script=$1 identify=\${2-} pipes='' me=$(od -An -N8 -tx8 /dev/urandom) nl='
'; me=\${HOSTNAME-}/\${me# }; say() { printf '[%s] %s\\n' "$stage" "$*" >&2; }; fail() { status=$1; shift; say "$*"; exit "$status"; }; put() { tee "$1" >/dev/null; }; lost() { for o in $outs; do take "$o"; rm -f "$m"; done; fail 69 "another run writes here; use a folder of its own"; }
at() { m=\${1%/*}; case $m/ in */.work/*) ;; *) m=$m/.work ;; esac; m=$m/\${1##*/}.marker; }; take() { IFS=,; set -- $1; unset IFS; v=$1; shift; exts=$*; eval "x=\\\${$v}"; at "$x"; } # $m is FILE's marker
inside() { n=\${1##*/}; case $1/ in *//*|*/../*|*/./*|*[[:cntrl:]]*|*'##idx##'*|"$mount"/.work/*) ;; "$mount"/*/?*) [ \${#n} -gt 200 ] || return 0 ;; esac; fail 69 "$v is '$1', expected a path in a folder below $mount/, without '//', '..', '##idx##' and control characters, its name at most 200 long"; }
sizes() ( f=$1; shift; all=''; for e in '' "$@"; do n=$(stat -Lc '%F,%s' -- "$f$e" 2>/dev/null); case $n in 'regular file,'*) all=$all,\${n#*,} ;; *) fail 65 "$f$e is missing or empty" ;; esac; done; echo "\${all#,}" )
results() { is=''; for o in $outs; do take "$o"; n=$(sizes "$x" $exts) || return 65; is="$is\${nl}size \${x##*/}=$n"; done; }; record() { t=$(sed '/^$/q' "$1" 2>/dev/null)$nl; } # what stands above the log
marked() { for o in \${2-$outs}; do take "$o"; record "$m"; [ "$t" = "$1" ] || return 1; done; }; ours() { for n in 1 2 3 4 5; do record "$first"; [ "$t" = "$nl" ] && [ -e "$first" ] || break; sleep 2; done; [ "$t" = "$key\${nl}claim=$me$nl" ]; }; fact() { at "$1"; sed -n "/^$/q; s/^fact $2=//p" "$m"; }
member() { echo 137 >/tmp/.member$pipes$1; trap "printf '%-3s' \\$? 1<>/tmp/.member$pipes$1" EXIT; set -e; }; joined() { worst=0; for i; do { read -r c </tmp/.member$pipes$i; } 2>/dev/null || c=137; rm -f /tmp/.member$pipes$i
  case $c:$worst in 0:*|*:137|*:143) ;; 137:*|143:*|*:0|*:141) worst=$c ;; esac; done; set -e; return "$worst"; } # of a pipe's members: a kill counts most, then a failure
verify() { inside "$1"; at "$1"; n=$(sizes "$1" $exts) || exit 65; record "$m"; case $t in *"\${nl}made="*"\${nl}size \${1##*/}=$n$nl"*) ;; *) fail 65 "$1 ($n bytes) is not what its marker $m says; run its stage again" ;; esac; t=\${t##*"\${nl}made="}; key="$key$nl$v=\${1#"$mount"/} $n \${t%%"$nl"*}"; }
keyed() { key=protocol=1 outs='' lists=''; for w in $words; do case $w in script=*|image=*|cache=*) key=$key$nl$w; continue ;; *=*) eval "\${w%%=*}=\\\${w#*=}"; continue ;; esac; take "\${w#*:}"
  case $w:$x in *'{''{'*|[!l]*"$nl"*) fail 69 "$v holds two braces or a line break; give a plain value in one line" ;; esac; case $w in value:*) key="$key$nl$v=$x" ;; made:*) verify "$x" ;;
    out:*) inside "$x"; outs="$outs \${w#*:}" ;; list:*) : >"/tmp/$v"; IFS=$nl; for f in $x; do unset IFS; verify "$f"; case $nl$(cat "/tmp/$v")$nl in *"$nl$f$nl"*) fail 65 "$f is listed twice" ;; esac; printf '%s\\n' "$f" >>"/tmp/$v"; done; unset IFS; lists="$lists $v=/tmp/$v" ;;
    given:*) inside "$x"; n=$(stat -Lc '%s %Y' -- "$x" 2>/dev/null) || fail 65 "$v: there is no file $x"; key="$key$nl$v=$x $n" ;; url:*|optional:*) [ "$w$x" = "optional:$v" ] && continue; h=\${x#*://}; case \${h%%[/?#]*}$nl$x in
      *@*"$nl"*|*"$nl"oss://*/../*) ;; *"$nl"http://?*|*"$nl"https://?*|*"$nl"oss://?*) continue ;; esac; fail 69 "$v is '\${x%%[:?#]*}:…', expected an http, https or oss URL without a password and '..'" ;; esac; done; }; keyed; inputs=$key
i=''; [ -z "$identify" ] || { i=$(set -eu; eval "$lists"; eval "$identify" 2>/dev/null); [ $? = 0 ] && [ -n "$i" ] || { i=unknown=$me; say "a source tells no identity: nothing is skipped"; }; key=$key$nl$i; }; set -- $outs; take "$1"; first=$m; shift; others=$*
skip() { record "$first" && new='' || new=yes; case $t in "$key\${nl}made="*) old=$t; results 2>/dev/null && case $old in *"$is$nl"*) marked "$old" "$others" && { t=\${t##*"\${nl}made="}; t=\${t%%"$nl"*}; say "done before, by $t"; exit 0; } ;; esac ;; esac; }; skip; n=$(set -- $(df -Pk /tmp); echo $((\${11} / 1024)))
[ "$n" -ge "$scratch" ] || fail 73 "/tmp has $n MiB free, expected $scratch (scratch)"; for o in $outs; do take "$o"; mkdir -p "\${m%/*}"; done 2>/dev/null
began=$(date +%s); claim() { printf '%s\\n' "$key" "claim=$me" | put "$first" 2>/dev/null; }; claim || { sleep 2; claim; } || fail 69 "user $(id -u) cannot write $first; synthesize with the volume's owner, or mount it with uid=$(id -u)"; [ "$new" ] || for o in $outs; do take "$o"; for e in '' $exts; do rm -f "$x$e"; [ "$m" = "$first" ] || rm -f "$m"; done; done
( ( set -eu; set +f; eval "$lists"; eval "$script" ); printf '\\n%s %s\\n' "$me" "$?" ) 2>&1 | ( s=137 full=''; while IFS= read -r l; do case $l in '') continue ;; "$me "*) s=\${l##* }; break ;;
  *'No space left on device'*) full=73 ;; *'Input/output error'*|*'Transport endpoint is not connected'*|*'Stale file handle'*) full=75 ;; esac; case $l in *\\?*=*) l="\${l%%\\?*}?[redacted]" ;; esac; printf '%s\\n' "$l"; printf '%s\\n' "$l" >&2; done >/tmp/.log; case $s in 0|137|143) exit "$s" ;; *) exit "\${full:-$s}" ;; esac )
status=$?; [ "$status" != 0 ] || results || status=65; ours || { case $t$([ ! -e "$first" ] || echo .) in "$key$nl"*|"$nl.") left=$(($(date +%s) - began + 10))
say "another attempt took this work over: waiting for it, at most $left s"; while skip; [ "$left" -gt 0 ]; do sleep 10; left=$((left - 10)); done; fail 75 "another attempt took this work over" ;; esac; t=$(printf %s "$t" | sed -n 's|^claim=.*/||p; s|^made=.*/||p'); case $t in ''|*[!0-9a-f]*) ;; *) echo "$me" | put "$first.disputed.$t" ;; esac; lost; }
[ "$status" = 0 ] || { { printf '%s\\n' "$key" "claim=$me" ''; cat /tmp/.log; } | put "$first" 2>/dev/null; fail "$status" "failed with status $status; nothing is marked as done"; }; [ "$(keyed 2>/dev/null; printf %s "$key")" = "$inputs" ] || fail 69 "an input was replaced during the work; does another run use this folder?"
f=$(sed 's/^/fact /' /tmp/facts 2>/dev/null); t="$key\${nl}made=$me$is\${f:+$nl$f}$nl"; was=$is; f=$t; { printf '%s\\n' "$t"; cat /tmp/.log; } >/tmp/.marker; for o in $outs; do take "$o"; put "$m" </tmp/.marker || fail 75 "cannot mark $x"; done
[ ! -e "$first.disputed.\${me##*/}" ] || lost; results && [ "$is" = "$was" ] && marked "$f" || fail 75 "$first does not read back as it was written"; say "done: $first"`;

/** How a script that runs inside the protocol begins. */
export const PROTOCOL_LINE = '# stage protocol 1';
