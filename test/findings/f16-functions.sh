# shellcheck shell=sh
# Functions of a script in f16-scripts.test.ts.
# results: 1

# shellcheck disable=SC2154 # the stage has the variable
keep() {
  if [ -n "$IN_BED" ]; then cp "$IN_BED" bed; fi
}
