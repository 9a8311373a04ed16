#!/usr/bin/env python3
"""Compares minigo with gc: usage: bench.py MINIGO [PROGRAM.go]... (default: core.go). Prints ns/op of both and the ratio."""
import os
import re
import subprocess
import sys
import tempfile

GO = "/usr/lib/go-1.22/bin/go"
HERE = os.path.dirname(os.path.abspath(__file__))


def measures(cmd):
    out = subprocess.run(cmd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300).stdout
    found = re.findall(r"^(\S+) (\d+) /100 ns$", out, re.M)
    if not found:
        sys.exit(f"{' '.join(cmd)}:\n{out}")
    return {name: int(v) / 100 for name, v in found}


def main():
    minigo = os.path.abspath(sys.argv[1])
    programs = sys.argv[2:] or [os.path.join(HERE, "core.go")]
    for program in programs:
        with tempfile.TemporaryDirectory() as tmp:
            exe = os.path.join(tmp, "gc")
            subprocess.run([GO, "build", "-o", exe, program], check=True)
            gc, mine = measures([exe]), measures([minigo, "run", program])
        print(f"{'':14}{'gc ns/op':>14}{'minigo':>14}{'ratio':>8}")
        for name in gc:
            if name in mine:
                print(f"{name:14}{gc[name]:14.2f}{mine[name]:14.2f}{mine[name] / gc[name]:8.2f}")


main()
