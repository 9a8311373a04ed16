#!/usr/bin/env bash
# sabotage/run.sh [barrier|map|stack|flush…]: builds minigo with a fault in the collector (runtime/abi/sabotage.h), and sees that tests notice.
# The last line is "N noticed, N not noticed". Not part of the test command: each fault is a build of its own.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export MINIGO_CACHE=off
noticed=0 missed=0
# Which program notices what: a test of test/run that fails under these knobs with the fault, and does not without it.
declare -A knobs=([barrier]= [map]=,gcstress=3 [stack]= [flush]=) program=(
  [barrier]=mem/pointers_move_while_they_are_marked.go
  [map]=mem/marking_beside_the_program_misses_nothing.go
  [stack]=mem/stack_objects_live_while_something_leads_to_them.go
  [flush]=mem/pointers_move_while_they_are_marked.go
)
for fault in "${@:-barrier map stack flush}"; do
  for f in $fault; do
    dir=$top/build/sabotage-$f
    cmake -S "$top" --preset release -B "$dir" -DMINIGO_SABOTAGE="$f" >/dev/null
    ninja -C "$dir" minigo >"$dir/log" 2>&1 || { tail -n 20 "$dir/log"; exit 1; }
    found=
    for try in 1 2 3 4 5; do
      GODEBUG=gccheckmark=1,clobberfree=1${knobs[$f]} timeout 120 "$dir/bin/minigo" run "$top/test/run/${program[$f]}" >"$dir/out" 2>&1 || { found=yes; break; }
    done
    if [ -n "$found" ]; then noticed=$((noticed + 1)); else missed=$((missed + 1)); fi
    echo "$f: ${found:+noticed by ${program[$f]}: $(grep -a -m1 -e error -e runtime: "$dir/out" || tail -n 1 "$dir/out")}"
  done
done
echo "$noticed noticed, $missed not noticed"
[ "$missed" = 0 ]
