#!/usr/bin/env python3
"""Compares minigo with gc, or with another minigo.

    bench.py MINIGO [-n REPEATS] [--against OTHER_MINIGO] [--go GO] [GROUP...]   groups: those of GROUPS, compile, start (all)

Every program prints "name value" lines: nanoseconds of processor time per operation (see measure.go), and in the groups
`latency` and `pauses` by the wall clock. Both sides run in
turns, and every other repeat begins with the other side, so that a machine that gets slower slows down both. The medians
are compared; ratios are MINIGO / the other, below 1 is faster. A single measure that differs by less than 25 % says
nothing: look at the geometric mean of its group, with its smallest and largest value in one repeat as the noise, and at
the same of the best figures instead of the medians (column `best`): on a busy machine those are disturbed least.
The group `compile` is milliseconds of processor time of whole processes: small programs and one of 500 functions,
compiled from source and run; gc's side is `go build` and the program. `start` is a program that was compiled before and
has not changed, from minigo's cache; gc's side is the executable.

--against takes the binary of another build. It reads the overlay `stdlib/` of the source tree it was built in: build
it in a worktree of its own (git worktree add ../before COMMIT && ../before/dev build).
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

sys.dont_write_bytecode = True  # the folder stays as it is
import compile_speed  # noqa: E402

GO = "/usr/lib/go-1.22/bin/go"
HERE = os.path.dirname(os.path.abspath(__file__))
GROUPS = ["compute", "calls", "floats", "strings", "memory", "maps", "pointers", "sched", "sync", "panics", "traced", "latency", "pauses"]
WALL = {"latency", "pauses"}  # by the wall clock, on two processors
KINDS = GROUPS + ["compile", "start"]
HELLO = {
    "hello-println": 'package main\n\nfunc main() { println("hi") }\n',
    "hello-fmt": 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hi") }\n',
    "500-functions": compile_speed.program(500, 1),
}


def output(cmd, **env):
    p = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
                       env={**os.environ, **env})
    if p.returncode != 0:
        sys.exit(f"{' '.join(cmd)}: exit {p.returncode}\n{p.stdout}")
    return p.stdout


class Minigo:
    def __init__(self, name, path):
        self.name, self.path = name, os.path.abspath(path)

    def prepare(self, sources, exe):
        """The command that runs the program, after what is not to be measured."""
        return [self.path, "run", *sources]

    def compile(self, source, exe):
        output([self.path, "run", source], MINIGO_CACHE="off")


class Gc:
    name = "gc"

    def __init__(self, go):
        self.go = go

    def prepare(self, sources, exe):
        output([self.go, "build", "-o", exe, *sources])
        return [exe]

    def compile(self, source, exe):
        with open(source, "a") as f:
            f.write("\n")  # another text: nothing but std is found compiled
        output([self.go, "build", "-o", exe, source])
        output([exe])


def inTurns(sides, repeats, measure):
    """samples[side][repeat] = measure(side), a dictionary of figures."""
    samples = [[] for _ in sides]
    for i in range(repeats):
        for k in sorted(range(len(sides)), reverse=i % 2 == 1):
            samples[k].append(measure(sides[k]))
    return samples


def report(group, sides, samples, unit):
    """samples[0] is the other side, samples[1] the binary that is judged."""
    print(f"{group:18}{sides[0].name + ' ' + unit:>14}{sides[1].name + ' ' + unit:>14}{'ratio':>8}{'best':>8}")
    names = list(samples[0][0])
    medians, bests = [], []
    for name in names:
        other, mine = (statistics.median(s[name] for s in side) for side in samples)
        medians.append(mine / other)
        bests.append(min(s[name] for s in samples[1]) / min(s[name] for s in samples[0]))
        print(f"  {name:16}{other:14.2f}{mine:14.2f}{mine / other:8.2f}{bests[-1]:8.2f}")
    each = [geometricMean(mine[n] / other[n] for n in names) for other, mine in zip(*samples)]
    print(f"  {'geometric mean':44}{geometricMean(medians):8.3f}   ({min(each):.3f} .. {max(each):.3f} in {len(each)} repeats)")
    print(f"  {'  of the best figures':44}{geometricMean(bests):8.3f}", flush=True)


def geometricMean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def speed(group, sides, repeats, tmp):
    sources = [os.path.join(HERE, group + ".go"), os.path.join(HERE, "measure.go")]
    commands = {side: side.prepare(sources, os.path.join(tmp, group)) for side in sides}

    def measure(side):
        out = output(commands[side], GOMAXPROCS="2" if group in WALL else "1")
        found = {name: float(v) for name, v in re.findall(r"^(\S+) (\d+\.\d+)$", out, re.M)}
        return found or sys.exit(f"{' '.join(commands[side])} measured nothing:\n{out}")

    report(group, sides, inTurns(sides, repeats, measure), "ns")


def processorTime(work):
    def used():
        r = resource.getrusage(resource.RUSAGE_CHILDREN)
        return r.ru_utime + r.ru_stime
    before = used()
    work()
    return (used() - before) * 1000


def writeHellos(tmp):
    paths = {name: os.path.join(tmp, name + ".go") for name in HELLO}
    for name, path in paths.items():
        with open(path, "w") as f:
            f.write(HELLO[name])
    return paths


def startTimes(sides, repeats, tmp):
    paths = writeHellos(tmp)
    commands = {side: {name: side.prepare([path], os.path.join(tmp, name)) for name, path in paths.items()} for side in sides}
    for side in sides:
        for command in commands[side].values():
            output(command)  # compiles it

    def once(command):
        """The mean of as many runs as take 0.2 s."""
        total = times = 0
        while total < 200:
            total, times = total + processorTime(lambda: output(command)), times + 1
        return total / times

    def measure(side):
        return {name: once(command) for name, command in commands[side].items()}

    report("start", sides, inTurns(sides, repeats, measure), "ms")


def compileTimes(sides, repeats, tmp):
    paths = writeHellos(tmp)

    def measure(side):
        return {name: processorTime(lambda: side.compile(path, os.path.join(tmp, name))) for name, path in paths.items()}

    report("compile", sides, inTurns(sides, repeats, measure), "ms")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("minigo")
    p.add_argument("-n", type=int, default=3, help="repeats (3)")
    p.add_argument("--against", metavar="OTHER_MINIGO", help="compare with this binary instead of gc")
    p.add_argument("--go", default=GO, help="the gc to compare with (%(default)s)")
    p.add_argument("groups", nargs="*", default=KINDS)
    o = p.parse_intermixed_args()
    for group in o.groups:
        if group not in KINDS:
            p.error(f"no group {group}")
    sides = [Minigo("other", o.against) if o.against else Gc(os.path.abspath(o.go)), Minigo("minigo", o.minigo)]
    with tempfile.TemporaryDirectory() as tmp:
        os.environ["MINIGO_CACHE"] = os.path.join(tmp, "cache")
        for group in o.groups:
            if group == "compile":
                compileTimes(sides, o.n, tmp)
            elif group == "start":
                startTimes(sides, o.n, tmp)
            else:
                speed(group, sides, o.n, tmp)


main()
