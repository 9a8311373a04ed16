#!/usr/bin/env python3
"""Compares minigo with gc.

    bench.py MINIGO [-n REPEATS] [GROUP...]      groups: compute memory sched panics compile (default: all)

Every program prints "name value" lines: nanoseconds of processor time per operation (see measure.go). gc's and minigo's
runs alternate; the medians are compared. A single measure that differs by less than 25 % says nothing: look at the
geometric mean of its group. The group `compile` is processor time of the whole process for small programs from source.
"""
import argparse
import math
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile

GO = "/usr/lib/go-1.22/bin/go"
HERE = os.path.dirname(os.path.abspath(__file__))
GROUPS = ["compute", "memory", "sched", "panics"]
HELLO = {
    "hello-println": 'package main\n\nfunc main() { println("hi") }\n',
    "hello-fmt": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hi") }\n',
}


def run(cmd, **env):
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
                       env={**os.environ, **env})
    found = {name: float(v) for name, v in re.findall(r"^(\S+) (\d+\.\d+)$", p.stdout, re.M)}
    if p.returncode != 0 or not found:
        sys.exit(f"{' '.join(cmd)}: exit {p.returncode}\n{p.stdout}")
    return found


def compare(group, minigo, repeats, tmp):
    sources = [os.path.join(HERE, group + ".go"), os.path.join(HERE, "measure.go")]
    exe = os.path.join(tmp, group)
    subprocess.run([GO, "build", "-o", exe, *sources], check=True)
    samples = ([], [])
    for _ in range(repeats):
        samples[0].append(run([exe], GOMAXPROCS="1"))
        samples[1].append(run([minigo, "run", *sources], GOMAXPROCS="1"))
    print(f"{group:18}{'gc ns':>12}{'minigo ns':>12}{'ratio':>8}")
    ratios = []
    for name in samples[0][0]:
        gc, mine = (statistics.median(s[name] for s in side) for side in samples)
        ratios.append(mine / gc)
        print(f"  {name:16}{gc:12.2f}{mine:12.2f}{mine / gc:8.2f}")
    print(f"  {'geometric mean':40}{math.exp(statistics.fmean(map(math.log, ratios))):8.2f}", flush=True)


def processorTime(cmd):
    def used():
        r = resource.getrusage(resource.RUSAGE_CHILDREN)
        return r.ru_utime + r.ru_stime
    before = used()
    subprocess.run(cmd, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return (used() - before) * 1000


def compileTimes(minigo, repeats, tmp):
    print(f"{'compile and run':18}{'minigo ms (processor time)':>32}")
    for name, text in HELLO.items():
        path = os.path.join(tmp, name + ".go")
        with open(path, "w") as f:
            f.write(text)
        print(f"  {name:16}{statistics.median(processorTime([minigo, 'run', path]) for _ in range(repeats)):32.0f}", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("minigo")
    p.add_argument("-n", type=int, default=3, help="repeats (3)")
    p.add_argument("groups", nargs="*", default=GROUPS + ["compile"])
    o = p.parse_intermixed_args()
    minigo = os.path.abspath(o.minigo)
    with tempfile.TemporaryDirectory() as tmp:
        for group in o.groups:
            if group == "compile":
                compileTimes(minigo, o.n, tmp)
            else:
                compare(group, minigo, o.n, tmp)


main()
