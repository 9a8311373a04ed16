#!/usr/bin/env python3
"""Replays the transcripts of a page of documentation and compares what comes out with what the page shows.

usage: replay.py PAGE MINIGO

In the page, ```go blocks whose first line is "// NAME.go" are files. In ```console blocks, "$ COMMAND" is a command of the shell, in
the folder of those files; "(gdb) COMMAND" is what the gdb that it started is told. Other lines are output: "..." in a line
stands for any text, alone in a line for any number of lines. Prints the output and exits with 1 if it is another one.
"""
import os
import re
import subprocess
import sys
import tempfile


def blocks(text, kind):
    return [m.group(1).splitlines() for m in re.finditer(rf"^```{kind}\n(.*?)^```$", text, re.M | re.S)]


def commands(block):
    """(shell command, commands of gdb, expected lines)"""
    found = []
    for line in block:
        if line.startswith("$ "):
            found.append((line[2:], [], []))
        elif line.startswith("(gdb) "):
            found[-1][1].append(line[6:])
            found[-1][2].append(line)
        else:
            found[-1][2].append(line)
    return found


def run(command, gdb, folder, env):
    # As typed, but without a terminal: each command is echoed, nothing is asked.
    extra = ""
    for c in gdb:
        quoted = c.replace("'", "'\\''")
        extra += f" -ex 'echo (gdb) {quoted}\\n' -ex '{quoted}'"
    if gdb:
        m = re.fullmatch(r"gdb (.*?)(--args .*|\S+)", command)
        command = f"gdb -nx -q -batch {m.group(1)}{extra} {m.group(2)}"
    p = subprocess.run(command, shell=True, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, timeout=240)
    return p.stdout.decode(errors="replace").splitlines()


def pattern(lines):
    out = ""
    for line in lines:
        out += "(?:.*\n)*?" if line == "..." else ".*?".join(re.escape(p) for p in line.split("...")) + "\n"
    return re.compile(out)


def main():
    page, minigo = sys.argv[1], os.path.abspath(sys.argv[2])
    text = open(page).read()
    folder = tempfile.mkdtemp()
    for block in blocks(text, "go"):
        with open(os.path.join(folder, block[0].removeprefix("// ")), "w") as f:
            f.write("\n".join(block) + "\n")
    top = os.path.dirname(os.path.dirname(os.path.abspath(page)))
    env = dict(os.environ, PATH=os.path.dirname(minigo) + ":" + os.environ["PATH"], MINIGO_TREE=top, LC_ALL="C", DEBUGINFOD_URLS="")
    count, bad = 0, False
    for block in blocks(text, "console"):
        for command, gdb, expected in commands(block):
            count += 1
            got = run(command, gdb, folder, env)
            if not pattern(expected).fullmatch("\n".join(got) + "\n" if got else ""):
                bad = True
                print(f"$ {command}", *got, "---- expected:", *expected, sep="\n")
    print(f"{count} commands replayed, {'differently' if bad else 'as shown'}")
    return 1 if bad or not count else 0


if __name__ == "__main__":
    sys.exit(main())
