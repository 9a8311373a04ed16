#!/usr/bin/env python3
"""Texts for fuzzing, made from Go's own tests, which stay where they are installed.

corpus.py seeds DIR           the small ones of Go's tests into DIR/seeds, and a dictionary for libFuzzer: DIR/go.dict
corpus.py mutate [options]    mutants of them through a real minigo; says which ones violate the property

The property: `minigo build` ends within 10 s and 2 GB with exit code 0 or 1, and if 1, prints an error with a position.
--build has accepted mutants built to machine code, too, with --verify-each.

A mutant is made of tokens: deleted, repeated, exchanged, replaced, wrapped into brackets and headers to some depth; lines
of two files spliced; the end cut off; sometimes a few bytes overwritten. Mutant I of seed S is always the same one:
`--seed S --first I --count 1 --keep DIR` makes it again and keeps the text.
"""
import argparse
import concurrent.futures
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading

GO = "/usr/share/go-1.22"
SOURCES = ["test", "src/internal/types/testdata", "src/cmd/compile/internal/syntax/testdata"]
HERE = os.path.dirname(os.path.abspath(__file__))
TOKENS_DEF = os.path.join(HERE, "..", "..", "frontend", "tokens.def")

SECONDS, MEGABYTES = 10, 2048 # of processor time: the machine may be busy; six times that on the clock
# The compiler reserves a stack of 512 MB and touches little of it; LLVM is large.
ADDRESS_SPACE = (MEGABYTES + 1024) << 20

TOKEN = re.compile(
    rb"""\s+|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`[^`]*`|[\w\x80-\xff]+|<<=|>>=|&\^=|\.\.\.|<<|>>|&\^|&&|\|\||<-|"""
    rb"""\+\+|--|==|!=|<=|>=|:=|[-+*/%&|^]=|.""",
    re.DOTALL,
)
PREDECLARED = """any bool byte comparable complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8
uint16 uint32 uint64 uintptr true false iota nil append cap clear close complex copy delete imag len make max min new panic print
println real recover""".split()
SPECIAL = ["0", "1", "-1", "1e1000000000", "0x1p-1074", "1i", "'a'", '"a"', "1<<62", "1<<1000", "_", "T", "P", "x", "main", "init",
           "unsafe.Sizeof", "unsafe.Pointer", "[T any]", "[T interface{ ~int }]", "[...]", "func()", "struct{}", "interface{}",
           "map[string]", "chan<-", "<-chan", "\n//go:embed x\n", "\n//line y.go:3:4\n", "\n//go:linkname f g\n", "\0", "\ufeff"]
WRAPPERS = [("(", ")"), ("{", "}"), ("[", "]"), ("func() {", "}"), ("func() T { return ", "}()"), ("if x := ", "; x != nil {}"),
            ("for range ", "{}"), ("[]T{", "}"), ("struct{", "}"), ("interface{", "}"), ("T[", "]"), ("f(", ")"),
            ("switch ", "{ case x: }"), ("for {", "}"), ("*", ""), ("&", ""), ("<-", ""), ("[]", ""), ("-", ""), ("x.", "")]


def spellings():
    """The tokens of Go, as the compiler's own table spells them."""
    text = open(TOKENS_DEF).read()
    return [s for _, s, cls in re.findall(r'^TOK\((\w+), "([^"]+)", (\w+)', text, re.M) if cls not in ("End", "Name", "Literal")]


def go_files(max_bytes):
    for top in SOURCES:
        for folder, dirs, names in os.walk(os.path.join(GO, top)):
            dirs.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name.endswith(".go") and os.path.getsize(path) <= max_bytes:
                    yield path


def make_seeds(directory):
    out = os.path.join(directory, "seeds")
    os.makedirs(out, exist_ok=True)
    for path in go_files(8192):
        name = os.path.relpath(path, GO).replace("/", "-")
        with open(path, "rb") as f, open(os.path.join(out, name), "wb") as g:
            g.write(f.read())
    with open(os.path.join(directory, "go.dict"), "w") as f:
        for word in sorted(set(spellings() + PREDECLARED + SPECIAL)):
            f.write('"%s"\n' % "".join(c if c.isalnum() else "".join("\\x%02x" % b for b in c.encode()) for c in word))


class Mutator:
    def __init__(self, files):
        self.files = files
        self.words = [w.encode() for w in spellings() + PREDECLARED + SPECIAL]

    def read(self, rng):
        with open(rng.choice(self.files), "rb") as f:
            return f.read()

    def mutant(self, seed, i):
        rng = random.Random("%d:%d" % (seed, i))
        text = self.read(rng)
        for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
            text = self.change(rng, text)[:1 << 20]
        return text

    def change(self, rng, text):
        kind = rng.random()
        if kind < 0.1:
            return self.splice(rng, text)
        if kind < 0.13:
            return text[: rng.randrange(len(text) + 1)]
        if kind < 0.16:
            at = rng.randrange(len(text) + 1)
            return text[:at] + rng.randbytes(rng.randrange(1, 8)) + text[at + rng.randrange(8):]
        return self.change_tokens(rng, TOKEN.findall(text))

    def splice(self, rng, text):
        a, b = text.splitlines(True), self.read(rng).splitlines(True)
        at, start = rng.randrange(len(a) + 1), rng.randrange(len(b) + 1)
        end = rng.randrange(start, len(b) + 1)
        return b"".join(a[:at] + b[start:end] + (a[at:] if rng.random() < 0.7 else []))

    def change_tokens(self, rng, t):
        i, j = rng.randrange(len(t) + 1), rng.randrange(len(t) + 1)
        n = rng.randrange(1, 40 if rng.random() < 0.2 else 4)
        head, part, tail = t[:i], t[i:i + n], t[i + n:]
        kind = rng.randrange(7)
        if kind == 0:
            part = []
        elif kind == 1:
            part = part * rng.choice([2, 2, 3, 300])
        elif kind == 2:
            return b"".join(t[:j] + part + t[j:])
        elif kind == 3:
            if i < len(t) and j < len(t):
                t[i], t[j] = t[j], t[i]
            return b"".join(t)
        elif kind == 4:
            part = [rng.choice(self.words)]
        elif kind == 5:
            part = [b" ", rng.choice(self.words), b" "] + part
        else:
            left, right = rng.choice(WRAPPERS)
            depth = rng.choice([1, 1, 1, 1, 50, 2000])
            part = [left.encode()] * depth + part + [right.encode()] * depth
        return b"".join(head + part + tail)


# What the go command itself says without a position.
UNPOSITIONED = re.compile(rb"function main is undeclared in the main package|import cycle not allowed")


def limit():
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command):
    """Runs under the limits; (what violates the property or None, exit code)."""
    with tempfile.TemporaryFile() as out:
        p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, preexec_fn=limit)
        timer = threading.Timer(6 * SECONDS, p.kill)
        timer.start()
        _, status, usage = os.wait4(p.pid, 0)
        late = not timer.is_alive() or usage.ru_utime + usage.ru_stime >= SECONDS
        timer.cancel()
        p.returncode = code = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if late:
        return "more than %d s" % SECONDS, code
    if code < 0:
        return "killed by %s" % signal.Signals(-code).name, code
    if code not in (0, 1):
        return "exit code %d: %s" % (code, text[-300:].decode(errors="replace")), code
    if usage.ru_maxrss > MEGABYTES << 10:
        return "%d MB" % (usage.ru_maxrss >> 10), code
    if code == 1 and not re.search(rb"^.+:\d+(:\d+)?: \S", text, re.M) and not UNPOSITIONED.search(text):
        return "no error with a position: " + text[:300].decode(errors="replace"), code
    return None, code


def judge(args, mutator, i):
    """Compiles mutant i. (its violation or None, accepted)"""
    text = mutator.mutant(args.seed, i)
    path = os.path.join(args.keep, "%d-%d.go" % (args.seed, i))
    with open(path, "wb") as f:
        f.write(text)
    what, code = run([args.minigo, "build", "--stop-after=check", path])
    if what is None and code == 0 and args.build:
        what, _ = run([args.minigo, "build", "--verify-each", path])
    if what is None and args.count > 1:
        os.remove(path)
    return what, code == 0


def mutate(args):
    files = list(go_files(args.max_bytes))
    if not files:
        sys.exit("no Go tests in " + GO)
    mutator, accepted, violations = Mutator(files), 0, 0
    indices = range(args.first, args.first + args.count)
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for i, (what, ok) in zip(indices, pool.map(lambda i: judge(args, mutator, i), indices)):
            accepted += ok
            if what:
                violations += 1
                print("mutant %d of seed %d: %s" % (i, args.seed, what), flush=True)
    print("%d mutants, %d accepted, %d violations" % (args.count, accepted, violations))
    return 1 if violations else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("seeds").add_argument("directory")
    p = verbs.add_parser("mutate")
    p.add_argument("--minigo", default="build/release/bin/minigo")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--first", type=int, default=0)
    p.add_argument("--count", type=int, default=100)
    p.add_argument("--jobs", type=int, default=1)
    p.add_argument("--max-bytes", type=int, default=1 << 16, help="of the files that are mutated")
    p.add_argument("--build", action="store_true", help="accepted mutants are built to machine code")
    p.add_argument("--keep", help="folder for the mutants that violate the property")
    args = parser.parse_args()
    if args.verb == "seeds":
        make_seeds(args.directory)
        return 0
    if args.keep:
        os.makedirs(args.keep, exist_ok=True)
        return mutate(args)
    with tempfile.TemporaryDirectory() as args.keep:
        return mutate(args)


if __name__ == "__main__":
    sys.exit(main())
