# shellcheck shell=sh
# results: 1
# What becomes of a table of samples. Calls nothing of the stage protocol but `stage`.

# must_have_no_poor SAMPLES: prints the names of the samples that are ok. 65 where some are poor, with the last column
# of each, which says why.
must_have_no_poor() {
  # shellcheck disable=SC2154 # the stage protocol sets `stage`
  stage=$stage awk -F '\t' '
    $2 == "ok" { print $1 }
    $2 == "poor" {
      print "[" ENVIRON["stage"] "] " $1 " is poor: " $NF >"/dev/stderr"
      poor = 65
    }
    END { exit poor }
  ' "$1"
}
