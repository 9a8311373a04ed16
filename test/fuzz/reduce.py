"""Reduction of a program while some property holds: declarations, blocks, lines and operands are taken out.

It works on the text that gogen writes: a statement a line, blocks by indentation, operands in parentheses.
"""
import re


def reduce(lines, holds, save):
    """Smaller lines for which holds(lines) is true; save(lines) is called for each step."""
    progress = True
    while progress:
        progress = False
        for candidate in coarse(lines):
            candidate = unreferenced(candidate)
            if len(candidate) < len(lines) and holds(candidate):
                lines, progress = candidate, True
                save(lines)
                break
    before = None
    while before != lines:
        before = lines
        i = len(lines) - 1
        while i >= 0: # from the end: uses stand behind what they use
            for candidate in cuts(lines, i):
                if holds(candidate):
                    bare = unreferenced(candidate)
                    lines = bare if len(bare) < len(candidate) and holds(bare) else candidate
                    save(lines)
                    break
            i = min(i, len(lines)) - 1
        i = 0
        while i < len(lines):
            for g in groups(lines[i]):
                if len(g) < len(lines[i]) and holds(lines[:i] + [g] + lines[i + 1:]):
                    lines = lines[:i] + [g] + lines[i + 1:]
                    save(lines)
                    break
            else:
                i += 1
    return lines


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
