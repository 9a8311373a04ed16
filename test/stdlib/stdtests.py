#!/usr/bin/env python3
"""The tests and examples of Go's own standard library, from the installed golang-1.22-src, run under minigo.

usage: stdtests.py MINIGO [-j N] [--update] [--keep DIR] [PACKAGE...]    prints failures, then "N passed, N failed"

For each package of packages.txt, in a temporary folder:
  - an overlay: the project's stdlib/ and, beside it, the package's own test files (package p: export_test.go, ...)
  - package x: its external test files (package p_test)
  - package main: hands all Test and Example functions to package testing, which judges them as under `go test`
The program runs in the package's folder (testdata), with -test.short. Nothing of Go's text enters the project.

expected-failures.txt lists what fails today: "package.TestName", tab, reason; "package" alone: the program does not
compile, or dies. What fails and is not listed, and what passes and is listed, are both failures.
--update rewrites the list from this run, keeping reasons.
"""
import argparse
import os
import re
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "go"))
import gotests

SOURCE = os.path.join(HERE, "..", "..")
STD = next((p for p in ("/usr/share/go-1.22/src", "/usr/lib/go-1.22/src") if os.path.isdir(p)), None)
EXPECTED = os.path.join(HERE, "expected-failures.txt")
TIMEOUT = 240.0


def packages():
    with open(os.path.join(HERE, "packages.txt")) as f:
        return [line.strip() for line in f if line.strip() and not line.startswith("#")]


# ---- from a package's test files to a program


class TestFile:
    """A _test.go file that belongs to this build: its package, its Test and Example functions."""

    def __init__(self, path):
        self.name = os.path.basename(path)
        with open(path, encoding="utf-8", errors="surrogateescape") as f:
            self.text = f.read()
        m = re.search(r"^package\s+(\w+)", self.text, re.M)
        self.package = m.group(1) if m else ""
        self.tests = re.findall(r"^func (Test[^a-z(\s]\w*)\(\w+ \*testing\.T\)", self.text, re.M)
        self.examples = [self.example(m) for m in re.finditer(r"^func (Example\w*)\(\) \{.*?^\}", self.text, re.M | re.S)]

    def example(self, m):
        """(name, output, unordered); output None: compiled, not run"""
        comment = re.search(r"((?:^[ \t]*//.*\n)+)\}$", m.group(), re.M)
        lines = [re.sub(r"^\s*// ?", "", l) for l in comment.group(1).splitlines()] if comment else []
        text = "\n".join(lines)
        out = re.search(r"^\s*(unordered )?output:", text, re.I | re.M)
        if not out:
            return m.group(1), None, False
        return m.group(1), text[out.end():].strip() + "\n", bool(out.group(1))

    def new_name(self):
        return "t_" + self.name[: -len("_test.go")] + ".go"


def other_target(name):
    """Whether the file's name says it is for another system (the names of Go's ports that tests use)."""
    words = name[: -len("_test.go")].split("_")[1:]
    others = {"386", "arm", "arm64", "ppc64", "ppc64le", "s390x", "wasm", "riscv64", "mips", "mips64x", "loong64",
              "windows", "darwin", "freebsd", "netbsd", "openbsd", "plan9", "js", "wasip1", "solaris", "aix"}
    return any(w in others for w in words[-2:])


def test_files(folder):
    files = []
    for name in sorted(os.listdir(folder)):
        if name.endswith("_test.go") and name[0] not in "_." and not other_target(name):
            constraints = re.findall(r"^//go:build (.*)$", open(os.path.join(folder, name), errors="replace").read(), re.M)
            if all(gotests.holds(c) for c in constraints):
                files.append(TestFile(os.path.join(folder, name)))
    return files


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as f:
        f.write(text)


def overlay(tmp, package, files):
    """The project's overlay, linked, and the package's own test files in it."""
    top = os.path.join(tmp, "stdlib")
    shutil.copytree(os.path.join(SOURCE, "stdlib"), top)
    for f in files:
        write(os.path.join(top, package, f.new_name()), f.text)
    return top


def table(kind, alias, files):
    rows = []
    for f in files:
        if kind == "tests":
            rows += [f'\t{{"{t}", {alias}.{t}}},' for t in f.tests]
        else:
            rows += [f"\t{{{quote(n)}, {alias}.{n}, {quote(out)}, {str(unordered).lower()}}}," for n, out, unordered in f.examples if out is not None]
    return rows


def quote(s):
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(c, c) for c in s) + '"'


def program(package, own, external):
    imports, tests, examples, uses = ['\t"regexp"', '\t"testing"'], [], [], []
    for alias, path, files in (("own", package, own), ("x", "stdtest/x", external)):
        mine = table("tests", alias, files) + table("examples", alias, files)
        if files:
            imports.append(f'\t{alias if mine else "_"} "{path}"')
        tests += table("tests", alias, files)
        examples += table("examples", alias, files)
    main = re.search(r"^func TestMain\(", "\n".join(f.text for f in own + external), re.M)
    if main:
        return None
    nl = "\n"
    return (f"package main\n\nimport (\n{nl.join(imports)}\n)\n\nvar tests = []testing.InternalTest{{\n{nl.join(tests)}\n}}\n\n"
            f"var examples = []testing.InternalExample{{\n{nl.join(examples)}\n}}\n\n"
            "func main() { testing.Main(regexp.MatchString, tests, nil, examples) }\n")


# ---- running


class Run:
    """The results of a package: name -> None (passed) or what is wrong. The name "" stands for the program."""

    def __init__(self, package):
        self.package, self.results = package, {}

    def read(self, rc, out):
        text = out.decode(errors="replace")
        running = None
        for m in re.finditer(r"^=== RUN   ([\w]+)$|^--- (PASS|FAIL|SKIP): (\w+) ", text, re.M):
            if m.group(1):
                running = m.group(1)
            else:
                at = text.rfind(f"=== RUN   {m.group(3)}\n", 0, m.start())
                said = text[at:m.start()] if at >= 0 else ""
                tail = text[m.end():].split("\n=== ")[0].split("\n--- ")[0]
                self.results[m.group(3)] = self.shorten(said, tail) if m.group(2) == "FAIL" else None
        if rc is None:
            self.results[running or ""] = "timed out"
        elif rc != 0 and not any(self.results.values()):
            self.results[running or ""] = gotests.verdict(rc, re.sub(rb"(?m)^(=== |--- |PASS).*\n", b"", out)) or "died"

    @staticmethod
    def shorten(said, tail):
        lines = [l.strip() for l in (said + "\n" + tail).splitlines() if l.strip() and not l.startswith(("=== ", "    --- "))]
        lines = [l for l in lines if not re.match(r"^\(?\d+\.\d+s\)$", l)]
        return "FAIL: " + " | ".join(lines[:2])[:160]


def run_package(minigo, package, keep=None):
    run = Run(package)
    folder = os.path.join(STD, package)
    files = test_files(folder)
    own = [f for f in files if not f.package.endswith("_test")]
    external = [f for f in files if f.package.endswith("_test")]
    tmp = keep or tempfile.mkdtemp()
    try:
        text = program(package, own, external)
        if text is None:
            run.results[""] = "has a TestMain"
            return run
        write(os.path.join(tmp, "go.mod"), "module stdtest\n\ngo 1.22\n")
        write(os.path.join(tmp, "main.go"), text)
        for f in external:
            write(os.path.join(tmp, "x", f.new_name()), f.text)
        env = f"MINIGO_STDLIB={overlay(tmp, package, own)}"
        # -+: as part of std, which may import internal packages
        cmd = ["env", env, minigo, "run", "-+", os.path.join(tmp, "main.go"), "-test.v", "-test.short", f"-test.timeout={int(TIMEOUT)}s"]
        rc, out = gotests.execute(cmd, folder)
        if keep:
            write(os.path.join(tmp, "output"), out.decode(errors="replace"))
        run.read(rc, out)
    finally:
        if not keep:
            shutil.rmtree(tmp)
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
    return bad


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("minigo")
    a.add_argument("packages", nargs="*")
    a.add_argument("-j", type=int, default=os.cpu_count())
    a.add_argument("--keep", help="keep the program and its output in this folder (one package)")
    a.add_argument("--update", action="store_true")
    o = a.parse_intermixed_args()
    gotests.TIMEOUT = TIMEOUT
    minigo = os.path.abspath(o.minigo)
    known = expected()
    with ThreadPoolExecutor(o.j) as pool:
        runs = list(pool.map(lambda p: run_package(minigo, p, o.keep), o.packages or packages()))
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
