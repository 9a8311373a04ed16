#!/usr/bin/env python3
"""Go's own test suite, from the installed golang-1.22-src, judged as Go's cmd/internal/testdir judges it.

usage: gotests.py MINIGO [-j N] [--verb V] [--dir D] [--update] [FILE...]     prints failures, then "N passed, N failed"

The first comment line of a file that is no build constraint is its verb:
  run, runoutput, rundir        exit code 0, and stdout+stderr equal to the .out file (or empty)
  compile, compiledir, build    compiles without an error
  errorcheck, errorcheckdir     each `// ERROR "re"` line gets a matching message, no other line gets one
Verbs and flags that are about gc's optimiser, the race detector or the go command are not part of the measure.

expected-failures.txt lists the failures known today: path, tab, reason. A test that fails and is not listed, and one
that passes and is listed, are both failures; unless the reason begins with "at times: " and says what chance decides.
--update rewrites the list from this run, keeping reasons.
"""
import argparse
import glob
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = next((p for p in ("/usr/share/go-1.22/test", "/usr/lib/go-1.22/test") if os.path.isdir(p)), None)
EXPECTED = os.path.join(HERE, "expected-failures.txt")
DIRS = ["", "ken", "chan", "interface", "syntax", "dwarf", "fixedbugs", "runtime", "abi", "typeparam", "typeparam/mdempsky", "escape"]
VERBS = {"run", "runoutput", "rundir", "compile", "compiledir", "build", "errorcheck", "errorcheckdir"}
PLAIN_FLAGS = {"-e", "-+", "-complete", "-d=panic", "-0", "-l", "-N"}
TIMEOUT = 120.0 # of clock: the largest generated programs take 15 s of processor time to compile


class GoTest:
    def __init__(self, name, verb, words):
        self.name, self.verb = name, verb
        self.path = os.path.join(ROOT, name)
        self.flags = []
        while words and words[0].startswith("-"):
            self.flags.append(words.pop(0))
        self.args = words

    @property
    def dir(self):
        return self.path[: -len(".go")] + ".dir"


def header(path):
    """The build constraint lines and the action line of a test file."""
    constraints = []
    with open(path, errors="replace") as f:
        for line in f:
            line = line.rstrip()
            if line.startswith("//go:build"):
                constraints.append(line[len("//go:build"):])
            elif line.startswith("// +build") or not line:
                continue
            elif line.startswith("//"):
                return constraints, line[2:].strip()
            else:
                break
    return constraints, ""


def holds(expr):
    """A build constraint, for linux/amd64 with cgo off."""
    true = {"linux", "amd64", "gc", "unix"} | {f"go1.{n}" for n in range(1, 23)}
    py = re.sub(r"[\w.]+", lambda m: str(m.group() in true), expr)
    return bool(eval(py.replace("&&", " and ").replace("||", " or ").replace("!", " not ")))


def load(name):
    """The test in this file, or None if it is not part of the measure."""
    constraints, action = header(os.path.join(ROOT, name))
    try:
        words = shlex.split(action)
    except ValueError:
        return None
    if not words or words[0] not in VERBS or not all(holds(c) for c in constraints):
        return None
    test = GoTest(name, words[0], words[1:])
    for f in test.flags:
        if f in PLAIN_FLAGS or f.startswith("-lang=") or (f == "-s" and test.verb.endswith("dir")):
            continue
        return None
    if test.verb == "run" and (test.flags or any(not a.endswith(".go") for a in test.args if a.startswith("fake"))):
        return None
    return test


def all_tests():
    names = []
    for d in DIRS:
        names += [os.path.relpath(p, ROOT) for p in sorted(glob.glob(os.path.join(ROOT, d, "*.go")))]
    return [t for t in map(load, names) if t]


def expected(path=EXPECTED):
    """What a list of expected failures says: name -> reason."""
    reasons = {}
    if os.path.exists(path):
        with open(path) as f:
            for line in f:
                if line.strip() and not line.startswith("#"):
                    name, _, reason = line.rstrip("\n").partition("\t")
                    reasons[name] = reason
    return reasons


def by_chance(known, name):
    return known.get(name, "").startswith("at times: ")


# ---- running minigo


def execute(cmd, cwd):
    """(exit code or None after the time limit, stdout+stderr)"""
    p = subprocess.Popen(cmd, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        out, _ = p.communicate(timeout=TIMEOUT)
        return p.returncode, out
    except subprocess.TimeoutExpired:
        os.killpg(p.pid, signal.SIGKILL)
        p.communicate()
        return None, b""


def verdict(rc, out, want=0):
    if rc is None:
        return "timed out"
    if rc != want:
        lines = out.decode(errors="replace").strip().splitlines()
        first = next((l for l in lines if not l.startswith("# ")), "")
        return f"exit {rc}: {first[:160]}"
    return None


def compare(test, rc, out):
    bad = verdict(rc, out)
    if bad:
        return bad
    golden = test.path[: -len(".go")] + ".out"
    want = open(golden, "rb").read() if os.path.exists(golden) else b""
    return None if out.replace(b"\r\n", b"\n") == want else "output differs"


def packages(test):
    """The packages of a .dir test in order of their files: lists of file names. With -s each file is a package."""
    groups = {}
    for f in sorted(os.path.basename(p) for p in glob.glob(os.path.join(test.dir, "*.go"))):
        with open(os.path.join(test.dir, f), errors="replace") as src:
            m = re.search(r"^package\s+(\w+)", src.read(), re.M)
        groups.setdefault(f if "-s" in test.flags else m.group(1) if m else f, []).append(f)
    return list(groups.values())


def compiler_flags(test):
    """Packages in a folder .dir know each other as test/a, as with go tool compile -D test."""
    return [f for f in test.flags if f != "-0"] + (["-D", "test"] if test.verb.endswith("dir") else [])


def gcflags(test):
    fl = compiler_flags(test)
    return ["-gcflags=" + " ".join(fl)] if fl else []


def check_errors(minigo, test, cwd, files):
    cmd = [minigo, "build", "-gcflags=-e " + " ".join(compiler_flags(test)), "--stop-after=check"] + files
    rc, out = execute(cmd, cwd)
    if rc not in (0, 1):
        return verdict(rc, out)
    got, last = {}, None
    names = "|".join(re.escape(f) for f in files)
    for line in out.decode(errors="replace").split("\n"):
        m = re.match(rf"(?:\S*/)?({names}):(\d+)(?::\d+)?: (.*)", line)
        if m:
            last = (m[1], int(m[2]))
            got.setdefault(last, []).append(m[3])
        elif line.startswith("\t") and last:
            got[last][-1] += "\n" + line
    for f in files:
        with open(os.path.join(cwd, f), errors="replace") as src:
            bad = match_lines(f, src.read().split("\n"), got)
        if bad:
            return bad
    return f"unexpected error: {sorted(got.items())[0]}"[:200] if got else None


def match_lines(name, lines, got):
    for n, line in enumerate(lines, 1):
        if "////" in line:  # a double comment switches an expectation off
            line = line[: line.index("////")]
        m = re.search(r"// (?:GC_)?ERROR(?:AUTO)? (.*)", line)
        if not m:
            continue
        here = got.pop((name, n), [])
        for pattern in re.findall(r'"([^"]*)"', m[1]):
            pattern = re.sub(r"LINE(?:([+-])(\d+))?", lambda x: f"{name}:{n + int((x[1] or '+') + (x[2] or '0'))}", pattern)
            try:
                hit = [g for g in here if re.search(pattern, g)]
            except re.error:
                hit = here
            if not hit:
                return f"line {n}: no error matches {pattern!r}, got {here}"[:200]
            here = [g for g in here if g not in hit]
        if here:
            return f"line {n}: unexpected error {here[0]}"[:200]
    return None


# ---- judging: None if the test passes, else what is wrong


def judge(minigo, test):
    cwd, base = os.path.split(test.path)
    compiler = [minigo, "build", "--stop-after=llvm"]
    if test.verb == "run":
        files = [base] + [a for a in test.args if a.endswith(".go")]
        args = [a for a in test.args if not a.endswith(".go")]
        return compare(test, *execute([minigo, "run"] + gcflags(test) + files + args, cwd))
    if test.verb == "runoutput":
        rc, out = execute([minigo, "run", base] + test.args, cwd)
        if verdict(rc, out):
            return verdict(rc, out)
        with tempfile.TemporaryDirectory() as tmp:
            with open(os.path.join(tmp, "tmp__.go"), "wb") as f:
                f.write(out)
            return compare(test, *execute([minigo, "run", "tmp__.go"], tmp))
    if test.verb == "rundir":
        flags = "-gcflags=" + " ".join(["-complete=false"] + compiler_flags(test))
        return compare(test, *execute([minigo, "run", flags] + packages(test)[-1], test.dir))
    if test.verb in ("compile", "build"):
        return verdict(*execute(compiler + gcflags(test) + [base] + test.args, cwd))
    if test.verb == "compiledir":
        for files in packages(test):
            bad = verdict(*execute(compiler + gcflags(test) + files, test.dir))
            if bad:
                return bad
        return None
    if test.verb == "errorcheck":
        return check_errors(minigo, test, cwd, [base])
    for files in packages(test):  # errorcheckdir
        bad = check_errors(minigo, test, test.dir, files)
        if bad:
            return bad
    return None


def main():
    global TIMEOUT
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("minigo")
    a.add_argument("files", nargs="*")
    a.add_argument("-j", type=int, default=os.cpu_count())
    a.add_argument("--verb")
    a.add_argument("--dir")
    a.add_argument("--timeout", type=float, default=TIMEOUT)
    a.add_argument("--update", action="store_true")
    o = a.parse_intermixed_args()
    TIMEOUT = o.timeout
    minigo = os.path.abspath(o.minigo)
    tests = [t for t in all_tests() if (not o.verb or t.verb == o.verb) and (o.dir is None or os.path.dirname(t.name) == o.dir.strip("./"))
             and (not o.files or t.name in o.files)]
    known = expected()
    with ThreadPoolExecutor(o.j) as pool:
        results = list(zip(tests, pool.map(lambda t: judge(minigo, t), tests)))
    passed = failed = 0
    for test, bad in results:
        if bool(bad) == (test.name in known) or by_chance(known, test.name):
            passed += 1
        else:
            failed += 1
            print(f"{test.name}\t{bad}" if bad else f"{test.name}\tpasses, but is listed in expected-failures.txt")
    if o.update:
        seen = {t.name for t, _ in results}
        rows = {n: r for n, r in known.items() if n not in seen}
        rows.update({t.name: known.get(t.name) or bad for t, bad in results if bad})
        with open(EXPECTED, "w") as f:
            f.write("# Go's tests that fail today: path, tab, reason (see gotests.py). The list only shrinks.\n")
            f.writelines(f"{n}\t{' '.join(rows[n].split())}\n" for n in sorted(rows))
    print(f"{sum(not bad for _, bad in results)}/{len(results)} without regard to the list")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed and not o.update else 0


if __name__ == "__main__":
    sys.exit(main())
