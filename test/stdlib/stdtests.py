#!/usr/bin/env python3
"""The tests and examples of Go's own standard library, from the installed golang-1.22-src, by `minigo test -short`.

usage: stdtests.py MINIGO [-j N] [--update] [--against GO] [PACKAGE...]    prints failures, then "N passed, N failed"

Without packages: those of packages.txt. expected-failures.txt lists what fails today: "package.TestName", tab, reason;
"package" alone: the program does not compile, or dies. What fails and is not listed, and what passes and is listed, are
both failures. --update rewrites the list from this run, keeping reasons.
--against GO: another go command runs them, too; what it passes and minigo does not is printed, whatever the list says.
"""
import argparse
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "go"))
import gotests

STD = next((p for p in ("/usr/share/go-1.22/src", "/usr/lib/go-1.22/src") if os.path.isdir(p)), None)
EXPECTED = os.path.join(HERE, "expected-failures.txt")
TIMEOUT = 300.0


def packages():
    with open(os.path.join(HERE, "packages.txt")) as f:
        return [line.strip() for line in f if line.strip() and not line.startswith("#")]


class Run:
    """The results of a package: name -> None (passed or skipped) or what is wrong. The name "" stands for the program."""

    def __init__(self, package):
        self.package, self.results = package, {}
        self.skipped = set()

    def read(self, rc, out):
        said, running, loose = {}, None, []
        for line in out.decode(errors="replace").splitlines():
            try:
                e = json.loads(line)
                action, test = e["Action"], e.get("Test", "")
            except (ValueError, KeyError, TypeError):
                loose.append(line) # of the compiler
                continue
            top = test.split("/")[0]
            if action == "run" and test == top:
                running = top
            elif action == "output":
                said.setdefault(top, []).append(e["Output"])
            elif action in ("pass", "fail", "skip") and test and test == top:
                self.results[test] = self.shorten(said.get(top, [])) if action == "fail" else None
                if action == "skip":
                    self.skipped.add(test)
        if rc is None:
            self.results[running or ""] = "timed out"
        elif rc != 0 and not any(self.results.values()):
            self.results[""] = self.shorten(loose or said.get("", []) or said.get(running, []))

    @staticmethod
    def shorten(lines):
        lines = [l.strip() for l in "".join(l if l.endswith("\n") else l + "\n" for l in lines).splitlines()]
        lines = [l for l in lines if l and not l.startswith(("=== ", "--- ", "# "))]
        return "FAIL: " + " | ".join(lines[:2])[:160]


def run_package(command, package):
    run = Run(package)
    limit = f"-timeout={int(TIMEOUT)}s"
    rc, out = gotests.execute([command, "test", "-short", "-json", "-vet=off", limit, package], os.path.join(STD, package))
    run.read(rc, out)
    return run


def expected():
    return gotests.expected(EXPECTED)


def key(package, name):
    return package + ("." + name if name else "")


def judge(run, known):
    """What is wrong with a package: lines."""
    bad, seen = [], set()
    for name, why in run.results.items():
        k = key(run.package, name)
        seen.add(k)
        if why and k not in known:
            bad.append(f"{k}\t{why}")
        elif not why and k in known:
            bad.append(f"{k}\tpasses, but is listed in expected-failures.txt")
    whole = run.package in known
    if whole and run.package not in seen and run.results:
        bad.append(f"{run.package}\truns, but is listed in expected-failures.txt")
    if not run.results:
        bad.append(f"{run.package}\tno tests were run")
    return bad


def compare(run, other):
    """What the other command passes and this one does not."""
    if run.results.get(""):
        print(f"{run.package}\t{run.results['']}")
    for name, why in sorted(other.results.items()):
        mine = run.results.get(name, "was not run")
        if why is None and mine is None and name in run.skipped and name not in other.skipped:
            mine = "skipped"
        if why is None and mine:
            print(f"{key(run.package, name)}\t{mine}")
    good = [n for n, why in other.results.items() if why is None]
    print(f"{run.package}: {sum(run.results.get(n, '') is None for n in good)} of {len(good)} that the other passes", flush=True)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("minigo")
    a.add_argument("packages", nargs="*")
    a.add_argument("-j", type=int, default=os.cpu_count())
    a.add_argument("--against", metavar="GO")
    a.add_argument("--update", action="store_true")
    o = a.parse_intermixed_args()
    gotests.TIMEOUT = TIMEOUT
    minigo = os.path.abspath(o.minigo)
    known = expected()
    with ThreadPoolExecutor(o.j) as pool:
        runs = list(pool.map(lambda p: run_package(minigo, p), o.packages or packages()))
    if o.against:
        for run in runs:
            compare(run, run_package(o.against, run.package))
        return 0
    passed = failed = 0
    for run in runs:
        bad = judge(run, known)
        failed += len(bad)
        passed += len(run.results) - len(bad)
        print(*bad, sep="\n", end="\n" if bad else "")
    if o.update:
        ran = {r.package for r in runs}
        rows = {k: r for k, r in known.items() if not any(k == p or k.startswith(p + ".") for p in ran)}
        rows.update({key(r.package, n): known.get(key(r.package, n)) or why for r in runs for n, why in r.results.items() if why})
        with open(EXPECTED, "w") as f:
            f.write("# Tests of std that fail today: package.Test, tab, reason (see stdtests.py). The list only shrinks.\n")
            f.writelines(f"{n}\t{' '.join(rows[n].split())}\n" for n in sorted(rows))
    good = sum(not why for r in runs for why in r.results.values())
    print(f"{good}/{sum(len(r.results) for r in runs)} without regard to the list")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed and not o.update else 0


if __name__ == "__main__":
    sys.exit(main())
