#!/usr/bin/env python3
"""How fast the compiler is: a generated program of many functions, phase by phase, beside `go build`.

    compile_speed.py MINIGO [-n REPEATS] [--functions N]

The program imports nothing, so that lines are lines of the program. Its functions are of five kinds (loops over slices,
structs and methods, maps and strings, closures, generics and interfaces) with constants of their own. Figures are
medians of processor time; each `go build` sees a new text, and finds std compiled. The compiler of minigo does
everything in one thread; gc uses both processors, so wall time is given, too.
"""
import argparse
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

GO = "/usr/lib/go-1.22/bin/go"

HEAD = """package main

type shape interface {
	area() int
	name() string
}

type pair[K comparable, V any] struct {
	key K
	val V
}

func find[K comparable, V any](list []pair[K, V], key K) (v V, ok bool) {
	for _, p := range list {
		if p.key == key {
			return p.val, true
		}
	}
	return v, false
}
"""

KINDS = [
    """
func f{i}(n int) int {{
	list := make([]int, n)
	for i := range list {{
		list[i] = (i*{a} + {b}) % 97
	}}
	sum := 0
	for i, v := range list {{
		if v > {b} && i%3 == 0 {{
			sum += v
		}} else {{
			sum -= i
		}}
	}}
	return sum
}}
""",
    """
type rect{i} struct{{ w, h int }}

func (r *rect{i}) area() int    {{ return r.w*r.h + {b} }}
func (r *rect{i}) name() string {{ return "rect{i}" }}

func f{i}(n int) int {{
	shapes := []shape{{&rect{i}{{n, {a}}}, &rect{i}{{{b}, n}}}}
	total := 0
	for _, s := range shapes {{
		switch r := s.(type) {{
		case *rect{i}:
			total += r.w + r.area()
		default:
			total += len(s.name())
		}}
	}}
	return total
}}
""",
    """
func f{i}(n int) int {{
	count := map[string]int{{"a": {a}, "b": {b}}}
	word := ""
	for i := 0; i < n; i++ {{
		word += string(rune('a' + i%26))
		count[word[len(word)-1:]] += i
	}}
	sum := 0
	for k, v := range count {{
		sum += v * len(k)
	}}
	return sum
}}
""",
    """
func f{i}(n int) int {{
	step := {a}
	add := func(x int) func() int {{
		return func() int {{
			x += step
			return x % {b}
		}}
	}}
	next := add(n)
	defer func() {{ step++ }}()
	return next() + next() + add(step)()
}}
""",
    """
func f{i}(n int) int {{
	list := []pair[int, string]{{{{{a}, "x"}}, {{{b}, "yy"}}, {{n, "zzz"}}}}
	text, ok := find(list, n)
	if !ok {{
		return -{a}
	}}
	var any interface{{}} = text
	if s, isString := any.(string); isString {{
		return len(s) * {b}
	}}
	return {a}
}}
""",
]


def program(functions, salt):
    """The text; salt tells one from another without changing what it does."""
    parts = [HEAD] + [KINDS[i % len(KINDS)].format(i=i, a=3 + i % 13, b=5 + i % 29)
                      for i in range(functions)]
    calls = "".join(f"\tsum += f{i}({i % 7 + 1})\n" for i in range(functions))
    return "".join(parts) + f"\nfunc main() {{\n\tsum := {salt} - {salt}\n{calls}\tprintln(sum)\n}}\n"


def measure(cmd, **env):
    """(wall ms, processor ms, output)"""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **env})
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if p.returncode:
        sys.exit(f"{' '.join(cmd)}: exit {p.returncode}\n{p.stdout}")
    return wall * 1000, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000, p.stdout


def arguments(doc, functions):
    """minigo, n, functions: of this program and of edit_speed.py."""
    a = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("minigo")
    a.add_argument("-n", type=int, default=5, help="repeats (5)")
    a.add_argument("--functions", type=int, default=functions)
    return a.parse_args()


def main():
    o = arguments(__doc__, 500)
    phases, mine, gc = {}, [], []
    with tempfile.TemporaryDirectory() as tmp:
        source, exe = os.path.join(tmp, "x.go"), os.path.join(tmp, "x")
        for salt in range(o.n + 1):
            text = program(o.functions, salt + 1)
            with open(source, "w") as f:
                f.write(text)
            wall, cpu, out = measure([o.minigo, "run", "--time-phases", source], MINIGO_CACHE="off")
            theirs = measure([GO, "build", "-o", exe, source])
            expected = measure([exe])[2]
            if not out.endswith(expected):
                sys.exit(f"minigo and gc disagree: {out[-40:]!r}, {expected!r}")
            if salt == 0:
                continue  # both caches are warm from here on
            mine.append((wall, cpu))
            gc.append(theirs[:2])
            for name, ms in re.findall(r"^ *(\S+) +[\d.]+ ms +([\d.]+) ms cpu$", out, re.M):
                phases.setdefault(name, []).append(float(ms))
    lines = text.count("\n")
    print(f"{o.functions} functions, {lines} lines; medians of {o.n} runs")
    print(f"{'phase':24}{'ms cpu':>10}{'lines/s':>12}")
    for name, samples in phases.items():
        ms = statistics.median(samples)
        print(f"  {name:22}{ms:10.1f}{lines / max(ms, 0.01) * 1000:12.0f}")
    print(f"{'whole process':24}{'ms cpu':>10}{'ms wall':>12}")
    for name, runs in (("minigo run", mine), ("go build", gc)):
        wall, cpu = (statistics.median(r[k] for r in runs) for k in (0, 1))
        print(f"  {name:22}{cpu:10.0f}{wall:12.0f}")


if __name__ == "__main__":
    main()
