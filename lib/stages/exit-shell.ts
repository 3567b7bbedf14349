import { MEMBERS } from './protocol';

/**
 * What an exit handler's container does around its script: `sh -c EXIT_SHELL <words> <script>`. Words: `value:RUN_NAME`
 * a text, `failures:RUN_FAILURES` what has failed, `secret:SECRET_CHAT_TOKEN=chat/token` a key of a Secret. The checks
 * read this file too.
 *
 * Each `{` of a value arrives as the character 1: Argo evaluates what stands between two of them, and nothing in a
 * run's values may be. Of failures Argo hands over a JSON list as Go writes a string of it, here cut after 32 KiB
 * (`VALUE_OF_FAILURES`): each escape begins with a backslash, so pairs of them are set aside (as the character 2)
 * before the others are undone; `\\U` and eight digits, which JSON has not, become a pair of surrogates. A list that
 * was cut ends behind its last whole entry: `,{"displayName":` with its quotes can stand between two only.
 */
export const EXIT_SHELL = String.raw`# exit handler 1: gives each value back as it was, then tells. Exits: 69 refused; all else is tried again
set -eu
umask 022
export TMPDIR=/tmp HOME=/tmp LC_ALL=C
words=$0 script=$1 pipes='' two=$(printf '\002')
${MEMBERS}
failures() {
  case $x in '"null"') x='[]'; return ;; *']"') cut='' ;; *) cut=yes ;; esac
  x=$(printf '%s\n' "$x" | sed "s/^\"//; s/\\\\\\\\/$two/g; s/\([^\\\\]\)\"\$/\1/; s/\\\\\"/\"/g")
  case $cut$x in yes*',{"displayName":'*) x=${'$'}{x%',{"displayName":'*}] ;; yes*) x='[]' ;; esac
  while :; do
    case $x in *'\U'*) ;; *) break ;; esac
    tail=${'$'}{x#*'\U'}
    rest=${'$'}{tail#????????}
    n=$((0x${'$'}{tail%"$rest"} - 65536))
    x=${'$'}{x%%'\U'*}$(printf '\\u%04x\\u%04x' $((55296 + n / 1024)) $((56320 + n % 1024)))$rest
  done
  x=$(printf '%s\n' "$x" | sed "s/\\\\x\(..\)/\\\\u00\1/g; s/$two/\\\\/g")
}
for w in $words; do
  v=${'$'}{w#*:}
  case $w in secret:*)
    n=${'$'}{v#*=}
    v=${'$'}{v%%=*}
    eval "[ \"\${$v+given}\" ]" && continue
    echo "Secret ${'$'}{n%%/*} of this namespace has no key ${'$'}{n#*/}" >&2
    exit 69 ;;
  esac
  eval "x=\${$v}"
  x=$(printf '%s.' "$x" | tr '\001' '{')
  x=${'$'}{x%.}
  case $w in failures:*) failures ;; esac
  eval "$v=\$x"
  export "$v"
done
eval "$script"`;

/** How it begins. */
export const EXIT_LINE = '# exit handler 1';

/**
 * A global variable of Argo as the value of an environment variable: no brace for Argo, and each `$` doubled for
 * Kubernetes.
 */
export function carried(variable: string): string {
  return `{{=sprig.replace('$', '$$', sprig.replace('{', '\\u0001', ${variable}))}}`;
}

/**
 * About a hundred of them. The whole template must fit into 128 KiB, one variable of the executor's, in which quotes
 * are doubled.
 */
export const VALUE_OF_FAILURES = carried('sprig.trunc(32768, workflow.failures)');
