import { type BoundInput, hasSource } from './inputs';
import { ShellSettled } from './settled-set';
import { lines, sh } from './sh';
import type { Shell } from './shell';

/**
 * What the names of one set may take together: a gather over a cohort gets names and nothing else from Argo (issue: 20
 * KiB).
 */
const NAMES_LIMIT = 20 * 1024;

/**
 * `settled VAR [.ext…]`: lists in /tmp/VAR the members that are finished and of the size that their marker says, in
 * /tmp/VAR.failed the names of the others, and prints a line for each: its work key's checksum. So the reader's work
 * is the same where all its members' is, though each run writes them anew. `at`, `sizes` and `nl` are the protocol's:
 * a mount that errs ends the list (75). Names come behind `=` with tabs between, a member's path with a line break
 * where its name stands.
 */
const SETTLED =
  sh.raw(`settled() ( v=$1 tab=$(printf '\\t') seen=''; shift; eval "p=\\$$v t=\\$\${v}_NAMES"; rm -f "/tmp/$v"; : >"/tmp/$v.part"; : >"/tmp/$v.failed"; : >"/tmp/$v.wrong"
  [ "\${#t}" -le ${NAMES_LIMIT} ] || echo "the names of $v take \${#t} bytes, expected at most ${NAMES_LIMIT}; map over fewer items" >"/tmp/$v.wrong"
  IFS=$tab; for n in $t; do unset IFS; n=\${n#=} x=$p k='' s='' ok=''; case $seen$tab in *"$tab$n$tab"*) echo "'$n' is listed twice" >"/tmp/$v.wrong" ;; esac; seen=$seen$tab$n
    while :; do case $x in *"$nl"*) x=\${x%%"$nl"*}$n\${x#*"$nl"} ;; *) break ;; esac; done
    case $x/ in *//*|*/../*|*/./*|*[[:cntrl:]]*) ;; *) at "$x"; if [ -f "$m" ]; then s=$(sizes "$x" "$@" 2>/dev/null) || { [ "$?" != 75 ] || exit; s=''; }; s=\${s% *}; while IFS= read -r l; do
      case $l in '') break ;; made=*) ok=no ;; "size \${x##*/}=$s") [ -z "$ok" ] || ok=yes ;; *) [ "$ok" ] || k="$k|$l" ;; esac; done <"$m"; fi ;; esac
    if [ "$ok" = yes ]; then printf '%s\\n' "$x" >>"/tmp/$v.part"; printf '%s %s %s\\n' "$v" "$n" "$(printf '%s' "$k$s" | cksum)"; else printf '%s\\n' "$n" >>"/tmp/$v.failed"; printf '%s %s failed\\n' "$v" "$n"; fi
  done; mv "/tmp/$v.part" "/tmp/$v"; echo "$v ends" )`);

interface Settled {
  readonly variable: string;
  readonly reference: ShellSettled;
  readonly secondary: readonly string[];
}

function settledOf(inputs: readonly BoundInput[]): readonly Settled[] {
  return inputs.flatMap(({ variable, reference, settles, secondary = [] }) =>
    settles === undefined || !(reference instanceof ShellSettled) ? [] : [{ variable, reference, secondary }],
  );
}

const names = (sets: readonly Settled[]): Shell =>
  lines(
    ...sets.map(({ variable }) => sh.raw(`${variable}=/tmp/${variable} FAILED_${variable}=/tmp/${variable}.failed`)),
  );

/** The work key's lines of the sets before those of the stage's own `identify`. A URL without one stays unknown. */
export function identifyOver(inputs: readonly BoundInput[], own: Shell | undefined): Shell | undefined {
  const sets = settledOf(inputs);
  if (sets.length === 0) return own;
  const rest = own ?? (hasSource(inputs) ? sh`exit 1` : undefined);
  const listed = sets.map(({ variable, secondary }) => sh.raw(['settled', variable, ...secondary].join(' ')));
  return lines(SETTLED, ...listed, names(sets), ...(rest === undefined ? [] : [rest]));
}

/**
 * The script between what makes its lists known and what ends it red where a member is missing, whatever the script
 * does.
 */
export function scriptOver(inputs: readonly BoundInput[], own: Shell): Shell {
  const sets = settledOf(inputs);
  if (sets.length === 0) return own;
  const before = sets.map(
    ({ reference: { list } }) => sh`
      if [ ! -f ${list} ]; then fail 75 "a set of markers could not be read"; fi; if [ -s ${list}.wrong ]; then fail 65 "$(cat ${list}.wrong)"; fi`,
  );
  const after = sets.map(
    ({ reference: { list, failed } }) => sh`
      if [ -s ${failed} ]; then bad=$(wc -l < ${failed}); good=$(wc -l < ${list}); names=$(tr '\n' ' ' < ${failed}); fail 65 "$((bad)) failed, $((good)) did not; see the pods of those that failed: $names"; fi`,
  );
  return lines(names(sets), ...before, sh.raw('('), own, sh.raw(')'), ...after);
}
