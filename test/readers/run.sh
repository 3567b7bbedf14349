#!/usr/bin/env bash
# Every committed manifest, and hostile texts in every place where a user's text goes, read by PyYAML (by itself and by
# libyaml), sigs.k8s.io/yaml, js-yaml and yq: each must read what is meant. Needs Node, Python with venv, and Go;
# installs the readers.
# usage: test/readers/run.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
here=test/readers
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

node tools/run.js "$here/corpus.ts" "$work/corpus"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check --only-binary :all: -r "$here/requirements.txt"
(cd "$here" && GOFLAGS=-buildvcs=false go build -o "$work/" . github.com/mikefarah/yq/v4)

yq_lines() { # FILE…: what yq reads, a line for each file
  local file
  for file; do
    if ! "$work/yq" --output-format json --indent 0 . "$file" >"$work/documents" 2>"$work/mistake"; then
      mistake_as_json "$work/mistake" >"$work/documents"
    fi
    node -e '
      const [, path, text] = process.argv;
      const lines = require("node:fs").readFileSync(text, "utf8").trimEnd().split("\n");
      console.log(JSON.stringify([path, "yq", lines.map((line) => JSON.parse(line))]));' "$file" "$work/documents"
  done
}
mistake_as_json() { node -p 'JSON.stringify(require("node:fs").readFileSync(process.argv[1], "utf8"))' "$1"; }

{
  node "$here/read.mjs" "$work"/corpus/*.yaml
  "$work/venv/bin/python" "$here/read.py" "$work"/corpus/*.yaml
  "$work/readers" "$work"/corpus/*.yaml
  yq_lines "$work"/corpus/*.yaml
} >"$work/read"
node "$here/compare.mjs" "$work/corpus" <"$work/read"
