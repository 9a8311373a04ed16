#!/usr/bin/env python3
"""How long one waits for a program of 5,000 lines to start: cold, after one function was changed, and unchanged; beside `go run`.

    edit_speed.py MINIGO [-n REPEATS] [--functions N]

The program is that of compile_speed.py. "edited": one function in the middle has another constant, then one line more.
Figures are medians of wall time in ms from the command to the end of the program, which itself takes none worth mentioning.
For gc, cold means that the program is new; std is in its cache.
"""
import os
import statistics
import sys
import tempfile

from compile_speed import GO, arguments, measure, program


def edited(text, functions, n):
    """One function changed: f{middle} returns something else; each second time it has one line more, too."""
    name = f"func f{functions // 2 // 5 * 5}("
    at = text.index("sum := 0", text.index(name))
    more = f"sum := 0\n\tsum += {n}" if n % 2 else f"sum := {n}"
    return text[:at] + more + text[at + len("sum := 0"):]


def main():
    o = arguments(__doc__, 312)
    times = {}
    with tempfile.TemporaryDirectory() as tmp:
        source = os.path.join(tmp, "x.go")
        salt = int.from_bytes(os.urandom(3), "big") # gc's cache stays from run to run

        def one(what, text):
            with open(source, "w") as f:
                f.write(text)
            outs = []
            for name, cmd in (("minigo", [o.minigo, "run", source]), ("go", [GO, "run", source])):
                wall, cpu, out = measure(cmd, MINIGO_CACHE=cache)
                times.setdefault((what, name), []).append((wall, cpu))
                outs.append(out)
            if outs[0] != outs[1]:
                sys.exit(f"minigo and gc disagree: {outs}")

        for k in range(o.n):
            cache = os.path.join(tmp, f"cache{k}")
            text = program(o.functions, salt + k)
            one("cold", text)
            one("unchanged", text)
            one("edited", edited(text, o.functions, 2 * k + 2))
            one("edited", edited(text, o.functions, 2 * k + 3))
    print(f"{text.count(chr(10))} lines; medians of {o.n} runs; ms wall (ms of processor time)")
    for what in ("cold", "edited", "unchanged"):
        row = [f"{what:10}"]
        for name in ("minigo", "go"):
            wall, cpu = (statistics.median(r[i] for r in times[what, name]) for i in (0, 1))
            row.append(f"{name} run {wall:7.0f} ({cpu:.0f})")
        print("   ".join(row))


if __name__ == "__main__":
    main()
