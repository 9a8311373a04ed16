#!/usr/bin/env python3
"""Package clauses and import sections, right and wrong, given to `go build` and to `minigo build`: the same exit code and
the same text on standard error.

usage: importcases.py MINIGO [--count N] [--seed S] [--first N] [-j N]      prints differences, then "N passed, N failed"

A case is the text of one file. The first kinds are written out as rules (every import path of a list in every form of an
import, files of one fault each); the rest, up to --count, are mutants of good headers: a token is dropped, doubled,
replaced by an odd one, or an odd one is put before it; a seed gives the same ones again. Library packages are used: gc
need not link them.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

GO = "/usr/lib/go-1.22/bin/go"

PATHS = ["unsafe", "a b", "", "nosuch/x", "example.com/x", "/abs/x", "fmt/", "a//b", "x@v1", "std", "all", "cmd", "internal/abi",
         "net/http/internal", "vendor/golang.org/x/net/idna", "golang.org/x/net/idna", "-x", "a.", "a/../b", "...", "con/x", "x~1", "a!b",
         "é", "\\x66mt", "f\\u00e9", "a\\tb", "cmd/internal/obj", "runtime/internal/sys", "aux", "main", "x:y", "a\\\\b"]
FORMS = ['import "{}"', 'import (\n\t_ "{}"\n)', 'import . "{}"', 'import name "{}"; import _ "unsafe"']

FILES = ["", "\n", "package", "package p", "package p;", "package p q", "package p\n/*", "package p\n\nimport `unsafe", "package p\nimport \"unsafe",
         "// only a comment", "#!/bin/sh\npackage p\n", "package _\n", "package 1\n", "package \"p\"\n", "package documentation\n", "package func\n",
         "\ufeffpackage p\n", "package \ufeffp\n", "package p\nimport \ufeff\"unsafe\"\n", "package p\x00\n", "package p\n\x00\n", "package p\nvar x = '\x00'\n",
         "package p\nvar r = '\ufeff'\n", "package p\nvar s = \"\ufeff\"\n", "package p\n// \ufeff\nvar s = `\ufeff`\n",
         "package p\nvar s = \"\n", "package p\nvar s = `\n", "package p\nvar s = '\n", "package p\nfunc f() { /* \n", "package p\nvar s = \"\\q\"\n",
         "package p\nimport \"unsafe\"\nvar _ unsafe.Pointer\nimport \"os\"\n", "package p\nimport (\n\"unsafe\"\n", "package p\nimport \"unsafe\" import \"os\"\n",
         "package p\nimport \"unsafe\"; func f() { x := }\n", "package p\nimport \"nosuch\"; func f() { x := }\n", "package p\nimport (\"unsafe\", \"os\")\n",
         "package p\nimport \u201cunsafe\u201d\n", "package p\nimport 'a'\n", "package p\nimport 1.5e\n", "package p\nimport fmt\n", "package p\nimport fmt.x\n",
         "package p\nimport ()\n", "package p\nimport ();import (\n)\n", "package p\nimport\n", "package p\nimport \"unsafe\"\nimport \"unsafe\"\n",
         "package p\nimport init \"unsafe\"\n", "package p\nimport p \"unsafe\"\nvar p int\n", "//go:build foo bar\n\npackage p\n", "//go:build windows\n\npackage p\n",
         "//go:build (\n//go:build linux\n\npackage p import\n", "//go:build linux\n//go:build linux\n\npackage p\n", "//line x.go:0\npackage p\n", "//line x.go:5\npackage p q\n",
         "//line y/x.go:5:9\npackage p q\n", "/*line x.go:7*/ package p\nimport 5\n", "package p\n/*line a:b*/ import 5\n", "package p\r\nimport 5\r\n",
         "//go:debug panicnil=1\npackage p\n", "package main\n", "packagep\n", "Package p\n", "import \"unsafe\"\n", "func f() {}\n",
         "package p" + " " * 300 + "q\n", "package p\n\nvar x = 1 +\n\nvar y = 2 2\nimport 5\n", "package p\nimport \"unsafe\" // \x80\n", "package p\n// \xff\nimport 5\n"]

SEEDS = ['package p\n\nimport "unsafe"\n\nvar _ unsafe.Pointer\n',
         'package p\n\nimport (\n\t_ "unsafe"\n\t. "errors"\n\tu "unsafe"\n)\n\nvar x u.Pointer = New\n',
         "// Package p.\npackage p // p\n\nimport _ `unsafe`; import /* c */ e \"errors\"\n\nfunc f() error { return e.New(\"x\") }\n",
         "/* a\n b */ package p; import _ \"unsafe\"\ntype T struct{}\n"]
ODD = ["", "(", ")", "{", "}", "[", "]", ";", ",", ".", "...", ":", ":=", "=", "+", "++", "->", "<-", "&^=", "~", "!", "@", "#", "$", "?", "\\", "\u00a0",
       "_", "x", "é", "\u0663", "1", "0x", "0b2", "08", "1_", "1e", "1.5p1", ".5", "0x1.8", "3i", "'a'", "''", "'ab'", "'", '"', "`", '"\\z"', '"\\x1"', "'\\400'",
       '"\\ud800"', '"\\U00110000"', "import", "package", "func", "var", "return", "break", "/*", "/", "//", "/* x */", "/* \n */", "\n", "\r", "\f", "\x80", "\ufeff", "\u201c"]
TOKEN = re.compile(r'\w+|"[^"\n]*"|`[^`]*`|/\*.*?\*/|//[^\n]*|\n|[^\s]', re.S)


def rules():
    yield from FILES
    for path in PATHS:
        for form in FORMS:
            yield "package p\n\n" + form.format(path) + "\n"


def mutants(rnd):
    while True:
        text = rnd.choice(SEEDS)
        for _ in range(rnd.choice((1, 1, 1, 2))):
            tokens = list(TOKEN.finditer(text))
            m = rnd.choice(tokens[: max(1, len(tokens) * 2 // 3)])
            odd = rnd.choice(ODD)
            space = rnd.choice(("", " "))
            new = rnd.choice((odd, odd + space + m[0], m[0] + space + odd, m[0] + space + m[0], rnd.choice(tokens)[0]))
            text = text[: m.start()] + new + text[m.end():]
        yield text


def cases(count, seed):
    out = list(dict.fromkeys(rules()))
    source = mutants(random.Random(seed))
    while len(out) < count:
        out.append(next(source))
    return out


def run(cmd, cwd):
    env = {k: os.environ[k] for k in ("PATH", "HOME", "TMPDIR", "GOCACHE") if k in os.environ}
    env.update(GOTOOLCHAIN="local", GOFLAGS="", GOPROXY="off")
    p = subprocess.run(cmd, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60)
    return p.returncode, p.stderr.decode(errors="backslashreplace")


def judge(minigo, text):
    """What differs, or None."""
    with tempfile.TemporaryDirectory() as tmp:
        with open(os.path.join(tmp, "x.go"), "wb") as f:
            f.write(b"".join(c.encode() if ord(c) < 0x80 or ord(c) > 0xFF or c.isalnum() or c == "\u00a0" else bytes([ord(c)]) for c in text))
        want = run([GO, "build", "-o", os.path.join(tmp, "out"), "x.go"], tmp)
        got = run([minigo, "build", "x.go"], tmp)
    if got == want:
        return None
    return f"{text!r}\n\tgc     {want[0]} {want[1]!r}\n\tminigo {got[0]} {got[1]!r}"


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("minigo")
    a.add_argument("--count", type=int, default=0)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--first", type=int, default=0, help="skip that many")
    a.add_argument("-j", type=int, default=os.cpu_count())
    o = a.parse_args()
    minigo = os.path.abspath(o.minigo)
    all_cases = cases(o.count, o.seed)[o.first:]
    with ThreadPoolExecutor(o.j) as pool:
        failed = [bad for bad in pool.map(lambda c: judge(minigo, c), all_cases) if bad]
    print("\n".join(failed + [f"{len(all_cases) - len(failed)} passed, {len(failed)} failed"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
