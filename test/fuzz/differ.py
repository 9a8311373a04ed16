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
import time

from gogen.program import program

GO = "/usr/lib/go-1.22/bin/go"
SECONDS = 30
# Parts of the language a program may be without, since programs that have them differ.
#
# two_phase                 panics of the left side of an assignment
# promoted_pointer_methods  methods with a pointer receiver, promoted through an embedded pointer
# float_to_int              floats that the integer type has no value for
# capacities                what cap gives after conversions and append
# unordered_panics          operands of one expression that panic, other than calls: Go does not say which one comes first
FEATURES = ["two_phase", "promoted_pointer_methods", "float_to_int", "capacities", "unordered_panics"]


def mask(text):
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    text = re.sub(r"^\[signal .*", "[signal]", text, flags=re.M)
    text = re.sub(r"goroutine \d+", "goroutine N", text)
    return re.sub(r"\((\{?0x|\.\.\.).*\)$", "(...)", text, flags=re.M)


class Run:
    """What a command did: exit code, output, error text, seconds of processor time."""

    def __init__(self, command, env=()):
        e = dict(os.environ, GOTOOLCHAIN="local", GOFLAGS="", **dict(env))
        e.pop("GO111MODULE", None) # without modules programs get the GODEBUG of Go 1.20
        try:
            p = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, env=e)
            self.code, self.out, self.err = p.returncode, p.stdout.decode(errors="replace"), p.stderr.decode(errors="replace")
        except subprocess.TimeoutExpired:
            self.code, self.out, self.err = "more than %d s" % SECONDS, "", ""

    def result(self):
        return self.code, mask(self.out), mask(self.err)


class Differ:
    def __init__(self, minigo, folder):
        self.minigo, self.folder = os.path.abspath(minigo), folder

    def compare(self, path, knobs=("",)):
        """None if gc and minigo agree; "gc: ..." if gc refuses the program; else what differs."""
        exe = os.path.join(self.folder, "x")
        built = Run([GO, "build", "-o", exe, path])
        if "internal compiler error" in built.err: # gc's
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


# Reduction: pieces of text between matching braces or parentheses, and lines, are taken out while the difference stays.
def matching(lines):
    """For each line that opens a block, the line that closes it (by indentation)."""
    out, stack = {}, []
    for i, l in enumerate(lines):
        s = l.strip()
        while stack and s.startswith("}") and indent(l) == stack[-1][1]:
            out[stack.pop()[0]] = i
            break
        if s.endswith("{") or s.endswith("("):
            stack.append((i, indent(l)))
    return out


def indent(l):
    return len(l) - len(l.lstrip("\t"))


def cuts(lines, i):
    """What may be left out at line i: the block that starts there, its header and end, its content; the lines before it."""
    j = matching(lines).get(i)
    if j is not None:
        yield lines[:i] + lines[j + 1:]
        if indent(lines[i]):
            yield lines[:i] + lines[i + 1:j] + lines[j + 1:]
            yield lines[:i + 1] + lines[j:]
    for size in (16, 4, 2, 1):
        if size == 1 or i + 1 >= size and all(indent(l) == indent(lines[i]) for l in lines[i + 1 - size:i + 1]):
            yield lines[:i + 1 - size] + lines[i + 1:]


def declarations(lines):
    """The lines of each declaration at the top level."""
    out = []
    for l in lines:
        if out and (l.startswith(("\t", "}", ")")) or not l):
            out[-1].append(l)
        else:
            out.append([l])
    return out


def unreferenced(lines):
    """Without the functions, variables and types, with their methods, that nothing refers to."""
    decls = declarations(lines)
    while True:
        used = {}
        for d in decls:
            for w in set(re.findall(r"\w+", "\n".join(d))) - {name(d)}:
                used[w] = True
        kept = [d for d in decls if not name(d) or name(d) in used]
        if len(kept) == len(decls):
            return sum(decls, [])
        decls = kept


def name(declaration):
    """What the declaration is kept for: its own name, or that of the type it is a method of; None: it always is."""
    m = re.match(r"(?:func|type|var|//go:noinline\s+func) (?:\(\w+ \*?(\w+)|(\w+))", "\n".join(declaration))
    found = m and (m[1] or m[2])
    return found if found not in ("main", "init", "_") else None


def coarse(lines):
    """First cuts: one test alone; what show_any knows; then declarations, many at once."""
    tests = [i for i, l in enumerate(lines) if l.startswith('\trun("test')]
    for k in tests:
        yield [l for i, l in enumerate(lines) if i == k or i not in tests]
    yield [l for l in lines if not re.match(r"\t\tcase .*: put\(.*; show\d+\(v, d\)$", l)]
    decls = declarations(lines)
    size = len(decls) // 2
    while size:
        for at in range(len(decls) - size, -1, -size):
            yield sum(decls[:at] + decls[at + size:], [])
        size //= 2


def groups(line):
    """Simpler forms of a line: parenthesized parts replaced by their operands, calls by their arguments."""
    stack = []
    for i, c in enumerate(line):
        if c in "([{":
            stack.append(i)
        elif c in ")]}" and stack:
            at = stack.pop()
            inner = line[at + 1:i]
            if c == ")":
                m = re.search(r"[\w.]+(\[[\w, *\[\]]*\])?$", line[:at])
                if m:
                    for part in split(inner, ", "):
                        yield line[:m.start()] + part + line[i + 1:]
                for op in [" + ", " - ", " * ", " / ", " | ", " & ", " ^ ", " && ", " || ", " % ", " << ", " >> ", " &^ "]:
                    parts = split(inner, op)
                    if len(parts) > 1:
                        for part in parts:
                            yield line[:at] + part + line[i + 1:]
                if inner and inner != "0":
                    yield line[:at + 1] + line[i:]
                    yield line[:at + 1] + "0" + line[i:]
            elif c == "}" and inner:
                yield line[:at + 1] + line[i:]


def split(text, by):
    out, depth, last = [], 0, 0
    for i, c in enumerate(text):
        depth += (c in "([{") - (c in ")]}")
        if not depth and text.startswith(by, i):
            out.append(text[last:i])
            last = i + len(by)
    return out + [text[last:]]


def reduce(args):
    with tempfile.TemporaryDirectory() as folder:
        differ, path = Differ(args.minigo, folder), os.path.join(folder, "r.go")
        knobs = args.knob or [""]

        def differs(lines):
            with open(path, "w") as f:
                f.write("\n".join(lines))
            if Run([differ.minigo, "build", "--stop-after=check", path]).code:
                return False
            what = differ.compare(path, knobs)
            return bool(what) and not what.startswith("gc:") and (not args.match or args.match in what) and "more than" not in what

        lines = open(args.file).read().split("\n")
        if not differs(lines):
            sys.exit("no difference")
        progress = True
        while progress:
            progress = False
            for candidate in coarse(lines):
                candidate = unreferenced(candidate)
                if len(candidate) < len(lines) and differs(candidate):
                    lines, progress = candidate, True
                    save(args.file, lines)
                    break
        before = None
        while before != lines:
            before = lines
            i = len(lines) - 1
            while i >= 0: # from the end: uses stand behind what they use
                for candidate in cuts(lines, i):
                    if differs(candidate):
                        bare = unreferenced(candidate)
                        lines = bare if len(bare) < len(candidate) and differs(bare) else candidate
                        save(args.file, lines)
                        break
                i = min(i, len(lines)) - 1
            i = 0
            while i < len(lines):
                for g in groups(lines[i]):
                    if len(g) < len(lines[i]) and differs(lines[:i] + [g] + lines[i + 1:]):
                        lines = lines[:i] + [g] + lines[i + 1:]
                        save(args.file, lines)
                        break
                else:
                    i += 1
        return 0


def save(path, lines):
    with open(path[:-3] + ".min.go", "w") as f:
        f.write("\n".join(lines))


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
    return run(args) if args.verb == "run" else reduce(args)


if __name__ == "__main__":
    sys.exit(main())
