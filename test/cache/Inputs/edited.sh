#!/bin/sh
# edited.sh DIR: compiles a large program in DIR, edits it, and tells what was compiled again and whether it is right.
# Without symbols: a kept unit also names type descriptors that another unit has in the program.
set -e
inputs=$(dirname "$0")
units() { ls "$MINIGO_CACHE/units" 2>/dev/null | wc -l; }
step() {
  name=$1
  shift
  before=$(units)
  "$inputs/large.py" "$dir" "$@"
  (cd "$dir" && timeout 60 "$MINIGO" build -ldflags=-s -o warm . && MINIGO_CACHE=off timeout 60 "$MINIGO" build -ldflags=-s -o cold .)
  n=$(($(units) - before))
  printf '%s: %d new unit%s' "$name" "$n" "$([ "$n" = 1 ] || echo s)"
  if cmp "$dir/warm" "$dir/cold"; then echo ", the same program"; fi
}
dir=$1
mkdir -p "$dir"
step first
"$dir/warm" 2>&1
for edit in constant line type caller data inlined field; do step $edit $edit; done
step back
