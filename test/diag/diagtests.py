#!/usr/bin/env python3
"""Diagnostics, line for line: minigo against gc's own compiler on types2's test data.

usage: diagtests.py MINIGO [-j N] [--update] [UNIT...]     prints differences, then "N passed, N failed"

A unit is a file, or a folder of files that form one package, of src/internal/types/testdata in the installed
golang-1.22-src. `go tool compile -e` (golang-1.22-go) and `minigo build -gcflags=-e --stop-after=check` must print the
same errors in the same order: position, text, continuation lines. The marks in the files themselves are about types2
alone and are not looked at.

known-differences.txt lists what differs today: a unit, a tab and the reason; below it, indented by a tab, its exact
lines: "- " only gc prints it, "+ " only minigo. Another difference, and one that is gone, are both failures. --update
rewrites the list from this run, keeping reasons. The list only shrinks.
"""
import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "go"))
import gotests  # noqa: E402

GO = "/usr/lib/go-1.22/bin/go"
ROOT = "/usr/share/go-1.22/src/internal/types/testdata"
KNOWN = os.path.join(HERE, "known-differences.txt")
HEADER = "# Where minigo's errors differ from gc's (see diagtests.py). The list only shrinks.\n"


class Unit:
    def __init__(self, path):
        self.name = os.path.relpath(path, ROOT)
        folder = os.path.isdir(path)
        self.dir = path if folder else os.path.dirname(path)
        self.files = sorted(os.path.basename(f) for f in (glob.glob(path + "/*.go") if folder else [path]))

    def text(self, f):
        with open(os.path.join(self.dir, f), errors="replace") as src:
            return src.read()

    def flags(self):
        first = self.text(self.files[0]).split("\n", 1)[0]
        return [w for w in first[2:].split() if w.startswith("-lang=")] if first.startswith("// -") else []


def all_tests():
    units = [Unit(p) for d in ("check", "examples", "fixedbugs", "spec") for p in sorted(glob.glob(f"{ROOT}/{d}/*"))]
    return [u for u in units if u.files]


def write_importcfg(path):
    """Where gc finds the packages that the units import."""
    wanted = set()
    for u in all_tests():
        for f in u.files:
            wanted.update(re.findall(r'^(?:import)?[ \t]*(?:[\w.]+ +)?(?:/\*.*?\*/ *)?"([a-z][\w/]*)"', u.text(f), re.M))
    std = {p for p in wanted if os.path.isdir(os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(ROOT))), p))}
    cmd = [GO, "list", "-export", "-deps", "-f", "{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}", *sorted(std)]
    out = subprocess.run(cmd, stdout=subprocess.PIPE, text=True, cwd="/", check=True).stdout
    with open(path, "w") as f:
        f.write(out)


def known():
    """{unit: (reason, lines)}"""
    table, unit = {}, None
    if os.path.exists(KNOWN):
        with open(KNOWN) as f:
            for line in f.read().split("\n"):
                if line.startswith("\t"):
                    table[unit][1].append(line[1:])
                elif line and not line.startswith("#"):
                    unit, _, reason = line.partition("\t")
                    table[unit] = (reason, [])
    return table


# ---- the two compilers


def errors(out):
    """The errors in a compiler's output, without folders; a continuation line is shown as "\\n"."""
    lines = []
    for line in out.decode(errors="replace").split("\n"):
        m = re.match(r"(?:\S*/)?([\w.\-]+\.go:\d+:\d+: .*)", line)
        if m:
            lines.append(m[1])
        elif line.startswith("\t") and lines:
            lines[-1] += "\\n" + re.sub(r"(?:\S*/)([\w.\-]+\.go:)", r"\1", line)
    return lines


def differences(minigo, importcfg, unit):
    flags = unit.flags()
    with tempfile.TemporaryDirectory() as tmp:
        rc, out = gotests.execute([GO, "tool", "compile", "-p=p", "-e", "-importcfg=" + importcfg, *flags, "-o", tmp + "/p.o", *unit.files], unit.dir)
    if rc is None:
        return ["- (gc timed out)"]
    want = errors(out)
    rc, out = gotests.execute([minigo, "build", "-gcflags=" + " ".join(["-e", *flags]), "--stop-after=check", *unit.files], unit.dir)
    if rc not in (0, 1):
        return [f"+ (exit {rc})"]
    got = errors(out)
    if rc != (1 if want else 0):
        return [f"+ (exit {rc}, {len(want)} errors)"]
    left, missing = list(got), []
    for e in want:
        if e in left:
            left.remove(e)
        else:
            missing.append(e)
    diff = ["- " + e for e in missing] + ["+ " + e for e in left]
    return diff or ([] if got == want else ["+ (another order)"])


def judge(minigo, importcfg, unit, table):
    """What is unexpected about a unit, or None; and its differences."""
    diff = differences(minigo, importcfg, unit)
    listed = table.get(unit.name, ("", []))[1]
    bad = ["unexpected: " + d for d in diff if d not in listed] + ["listed, but gone: " + d for d in listed if d not in diff]
    return "\n".join(bad) or None, diff


def update(table, results):
    seen = {u.name: diff for u, (_, diff) in results}
    rows = {n: r for n, r in table.items() if n not in seen}
    rows.update({n: (table.get(n, ("not looked into", []))[0], diff) for n, diff in seen.items() if diff})
    with open(KNOWN, "w") as f:
        f.write(HEADER)
        for n in sorted(rows):
            f.write(f"{n}\t{rows[n][0]}\n" + "".join(f"\t{d}\n" for d in rows[n][1]))


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("minigo")
    a.add_argument("units", nargs="*")
    a.add_argument("-j", type=int, default=os.cpu_count())
    a.add_argument("--update", action="store_true")
    o = a.parse_intermixed_args()
    minigo, table = os.path.abspath(o.minigo), known()
    units = [u for u in all_tests() if not o.units or u.name in o.units]
    with tempfile.TemporaryDirectory() as tmp, ThreadPoolExecutor(o.j) as pool:
        write_importcfg(tmp + "/importcfg")
        results = list(zip(units, pool.map(lambda u: judge(minigo, tmp + "/importcfg", u, table), units)))
    if o.update:
        update(table, results)
    failed = [(u, bad) for u, (bad, _) in results if bad]
    for u, bad in failed:
        print(u.name + "\n\t" + bad.replace("\n", "\n\t"))
    print(f"{sum(not diff for _, (_, diff) in results)}/{len(results)} units without regard to the list")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed and not o.update else 0


if __name__ == "__main__":
    sys.exit(main())
