#!/usr/bin/env python3
"""Generated programs (gogen) through gc and minigo: exit code, standard output and standard error must be the same.

differ.py show SEED                  prints program SEED
differ.py run [--first N] [--count N] [--knob GODEBUG]... [--keep DIR]
                                     compares programs; keeps those that differ; a knob is given to minigo's runs
differ.py reduce FILE.go             makes a program that differs smaller, in place of FILE.min.go

Program N is always the same one, given the same features (`--without`, see FEATURES).
"""
import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile

import reduce
from gogen.program import program

GO = "/usr/lib/go-1.22/bin/go"
SECONDS = 30 # of processor time for a run: the machine may be busy; ten times that on the clock
# Parts of the language a program may be without, since programs that have them differ.
#
# unordered_panics  operands of one expression that panic, other than calls. Go does not say which one comes first, and gc 1.22
#                   moves the check of a nil pointer behind other panics, to where its value is used (golang.org/issue/72860)
FEATURES = ["unordered_panics"]


def mask(text):
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    text = re.sub(r"^\[signal .*", "[signal]", text, flags=re.M)
    text = re.sub(r"goroutine \d+", "goroutine N", text)
    # gc's words for a nil receiver depend on whether it made the call a direct one.
    text = re.sub(r"value method \S+ called using nil \S+ pointer", "runtime error: invalid memory address or nil pointer dereference", text)
    return re.sub(r"\((\{?0x|\.\.\.).*\)$", "(...)", text, flags=re.M)


def limit():
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Run:
    """What a command did: exit code, output, error text, seconds of processor time."""

    def __init__(self, command, env=()):
        e = dict(os.environ, GOTOOLCHAIN="local", GOFLAGS="", MINIGO_CACHE="off", **dict(env))
        e.pop("GO111MODULE", None) # without modules programs get the GODEBUG of Go 1.20
        try:
            p = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=10 * SECONDS, env=e, preexec_fn=limit)
            self.code, self.out, self.err = p.returncode, p.stdout.decode(errors="replace"), p.stderr.decode(errors="replace")
        except subprocess.TimeoutExpired:
            self.code, self.out, self.err = "too late", "", ""

    def result(self):
        return self.code, mask(self.out), mask(self.err)


class Differ:
    def __init__(self, minigo, folder):
        self.minigo, self.folder = os.path.abspath(minigo), folder

    def compare(self, path, knobs=("",)):
        """None if gc and minigo agree; "gc: ..." if gc refuses the program; else what differs."""
        exe = os.path.join(self.folder, "x")
        built = Run([GO, "build", "-o", exe, path])
        if built.code == "too late":
            return None
        if "internal compiler error" in built.err or re.search(r"cannot use &\.(autotmp|stmp)_", built.err): # gc's own faults
            return None
        if built.code:
            return "gc: " + "\n".join(built.err.splitlines()[1:4])
        want = Run([exe]).result()
        for knob in knobs:
            got = Run([self.minigo, "run", path], {"GODEBUG": knob}.items() if knob else ()).result()
            if got != want:
                return self.difference(want, got) + (" under %s" % knob if knob else "")
        return None

    def difference(self, want, got):
        if want[0] != got[0]:
            last = [l for l in got[2].splitlines() if re.search("error|panic:|fatal|SIG", l)][-1:]
            return "exit code %s, gc's is %s: %s" % (got[0], want[0], last)
        for a, b in zip(want[2].split("\n") + want[1].split("\n"), got[2].split("\n") + got[1].split("\n")):
            if a != b:
                n = len(os.path.commonprefix([a, b]))
                return "%r instead of %r" % (b[max(0, n - 30):n + 50], a[max(0, n - 30):n + 50])
        return "number of lines"


def run(args):
    features = set(FEATURES) - set(args.without)
    os.makedirs(args.keep, exist_ok=True)
    different = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        differ = Differ(args.minigo, folder)
        for seed in range(args.first, args.first + args.count):
            path = os.path.join(args.keep, "p%d.go" % seed)
            with open(path, "w") as f:
                f.write(program(seed, features))
            what = differ.compare(path, args.knob or [""])
            if seed % 20 == 0:
                print("at program %d, %d s of processor time" % (seed, spent()), flush=True)
            if what is None:
                os.remove(path)
                continue
            refused += what.startswith("gc:")
            different += not what.startswith("gc:")
            print("program %d: %s" % (seed, what), flush=True)
    print("%d programs, %d differ, %d refused by gc, %d s of processor time" % (args.count, different, refused, spent()))
    return 1 if different or refused else 0


def spent():
    return sum(sum(resource.getrusage(w)[:2]) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def make_smaller(args):
    with tempfile.TemporaryDirectory() as folder:
        differ, path = Differ(args.minigo, folder), os.path.join(folder, "r.go")
        knobs = args.knob or [""]

        def differs(lines):
            with open(path, "w") as f:
                f.write("\n".join(lines))
            if Run([differ.minigo, "build", "--stop-after=check", path]).code:
                return False
            what = differ.compare(path, knobs)
            return bool(what) and not what.startswith("gc:") and (not args.match or args.match in what) and "too late" not in what

        lines = open(args.file).read().split("\n")
        if not differs(lines):
            sys.exit("no difference")
        def save(lines):
            with open(args.file[:-3] + ".min.go", "w") as f:
                f.write("\n".join(lines))

        reduce.reduce(lines, differs, save)
        return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    p = verbs.add_parser("show")
    p.add_argument("seed", type=int)
    p.add_argument("--without", action="append", default=[], choices=FEATURES)
    for verb in ("run", "reduce"):
        p = verbs.add_parser(verb)
        p.add_argument("--minigo", default="build/release/bin/minigo")
        p.add_argument("--knob", action="append", default=[])
        if verb == "run":
            p.add_argument("--first", type=int, default=1)
            p.add_argument("--count", type=int, default=100)
            p.add_argument("--keep", default="build/fuzz/different")
            p.add_argument("--without", action="append", default=[], choices=FEATURES)
        else:
            p.add_argument("file")
            p.add_argument("--match", help="the difference must have this text")
    args = parser.parse_args()
    if args.verb == "show":
        sys.stdout.write(program(args.seed, set(FEATURES) - set(args.without)))
        return 0
    return run(args) if args.verb == "run" else make_smaller(args)


if __name__ == "__main__":
    sys.exit(main())
