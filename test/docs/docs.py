#!/usr/bin/env python3
"""Checks that what the documents name exists.

    docs.py [TREE]        TREE: the repository (default: the one this file is in)

Prints "file:line: what is wrong" for each mistake; exit code 1 if there is one. The rules:

1. In README.md files and HACKING.md, what stands in `backticks` is ours. A path (`jit/engine.cpp`, `build_{call,chan}.cpp`,
   `test/run/<topic>`) exists: beside the document, in the runtime or test/, from the top, or in Go's sources; a file's
   bare name may also stand for the only file of that name. A name (`schedule`) occurs in our code outside comments; of
   `g.atomicstatus` or `mheap::alloc`, if the first part is a struct of ours, its body has the second. `--flag` is a flag
   of the command or of a script, GODEBUG=knob=1 has a line in godebug.def, `./dev test suite/file` a file. Other people's
   names are written without backticks. A span that is none of these (an expression, an instruction) is not judged.
2. `file` (`name`, `name`) and `name` in `file`: the names occur in that file.
3. In HACKING.md, section "Where is …?": each row is question | file | function, and the function is defined or declared
   in that file; there are at least 25 rows.
4. Each folder of the compiler and of the runtime has a README.md, and names each of its source files (by stem).
5. A file that a comment in the code names (.cpp .h .def .S .re .y .py) exists.
6. Every knob of godebug.def has a reader in the code, or says "accepted".
7. An atomic access with an explicit order other than relaxed says in its line, or in a comment or head of a function at most
   two lines above, "pairs with NAME", and NAME is in our code.
"""
import collections
import functools
import glob
import itertools
import os
import re
import sys

CODE = ("frontend", "ir", "jit", "runtime", "stdlib")
SOURCE = (".cpp", ".h", ".def", ".S", ".re", ".y", ".go", ".in", ".txt", ".py", ".test", "dev")
FILE = r"[\w*{},/.+-]+\.(?:cpp|h|hpp|S|def|re|y|go|md|py|test|txt|json)"
GOROOT = "/usr/share/go-1.22/src"
WHERE = "## Where is"
MIN_ROWS = 25


def strip_comments(text, ext):
    """The text without comments, lines kept. Strings stay: symbols of the runtime are strings in the compiler."""
    if ext in (".py", ".txt", ".in", "dev"):
        return re.sub(r"(?m)^\s*#.*$", "", text)
    def keep(m):
        s = m.group(0)
        return s if s[0] in "\"'`" else "\n" * s.count("\n")
    strings = r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\''
    if ext == ".go":
        strings += r"|`[^`]*`"
    return re.sub(strings + r"|//[^\n]*|/\*.*?\*/", keep, text, flags=re.S)


def expand(pattern):
    """a{b,c}d -> abd acd; <topic> -> *"""
    parts = re.split(r"\{([^{}]*)\}", re.sub(r"<\w+>", "*", pattern))
    choices = [p.split(",") if i % 2 else [p] for i, p in enumerate(parts)]
    return ["".join(c) for c in itertools.product(*choices)]


class Tree:
    def __init__(self, top):
        self.top = top
        self.files = []
        for folder, dirs, files in os.walk(top):
            dirs[:] = sorted(d for d in dirs if d not in ("build", ".git", "__pycache__") and not d.startswith("."))
            self.files += [os.path.relpath(os.path.join(folder, f), top) for f in sorted(files)]
        self.count = collections.Counter(os.path.basename(f) for f in self.files)
        self.stems = {os.path.splitext(b)[0] for b in self.count}
        self.sources = [f for f in self.files if f.endswith(SOURCE) and not f.startswith("test/docs")]

    @functools.lru_cache(None)
    def text(self, path):
        with open(os.path.join(self.top, path), errors="replace") as f:
            return f.read()

    @functools.lru_cache(None)
    def code(self, path):
        return strip_comments(self.text(path), "dev" if path == "dev" else os.path.splitext(path)[1])

    @functools.cached_property
    def words(self):
        found = set()
        for f in self.sources:
            if f.startswith(CODE) or f == "dev" or f.startswith("test/unit") or f.startswith("test/fuzz"):
                found.update(re.findall(r"[A-Za-z_]\w*", self.code(f)))
        for f in ("CMakePresets.json", "CMakeLists.txt", "test/CMakeLists.txt"):
            if f in self.files:
                found.update(re.findall(r"[A-Za-z_]\w*", self.text(f)))
        return found

    @functools.cached_property
    def structs(self):
        """name -> words of its bodies, over all structs of that name"""
        found = {}
        for f in self.files:
            if not f.endswith((".h", ".cpp")) or not f.startswith(CODE):
                continue
            code = self.code(f)
            for m in re.finditer(r"\b(?:struct|class)\s+(?:\[\[[^\]]*\]\]\s*|[A-Z_]+\([^)]*\)\s*|alignas\([^)]*\)\s*)*(\w+)[^;{(=]*\{", code):
                depth, i = 1, m.end()
                while depth and i < len(code):
                    depth += {"{": 1, "}": -1}.get(code[i], 0)
                    i += 1
                found.setdefault(m.group(1), set()).update(re.findall(r"[A-Za-z_]\w*", code[m.end():i]))
        return found

    @functools.cached_property
    def knobs(self):
        """name -> (line, text)"""
        path = "runtime/debug/godebug.def"
        if path not in self.files:
            return {}
        return {m.group(1): (n, line) for n, line in enumerate(self.text(path).splitlines(), 1) if (m := re.match(r"KNOB\((\w+)", line))}

    @functools.cached_property
    def flags(self):
        return "".join(self.text(f) for f in self.files if f.startswith("jit") and f.endswith(".cpp")) + self.text("dev")

    def resolve(self, path, folder):
        """What a document in `folder` means by `path`: the files, or None."""
        found = []
        for p in expand(path):
            p = p.rstrip("/")
            for base in (folder, "", "runtime", "runtime/arch/amd64", "runtime/os/linux", "test", "test/run"):
                at = os.path.normpath(os.path.join(self.top, base, p))
                here = glob.glob(at) or "/" in p and glob.glob(at + ".*")
                if here:
                    found += [os.path.relpath(h, self.top) for h in here]
                    break
            else:
                if glob.glob(os.path.join(GOROOT, p.removeprefix("GOROOT/src/"))) or p == "GOROOT/src":
                    continue
                if "/" in p or "*" in p or self.count[p] != 1:
                    return None
                found += [f for f in self.files if os.path.basename(f) == p]
        return found


class Checker:
    def __init__(self, top):
        self.tree, self.errors = Tree(top), []

    def error(self, path, line, text):
        self.errors.append((path, line, text))

    def document(self, path):
        folder = os.path.dirname(path)
        prose, fenced = [], False  # (line, text); indented and fenced blocks are commands and pictures
        for n, line in enumerate(self.tree.text(path).splitlines(), 1):
            if line.startswith("```"):
                fenced = not fenced
            elif fenced or line.startswith("    "):
                self.command(path, n, line, folder)
            else:
                prose.append((n, line))
        starts, text = [], ""
        for n, line in prose:
            starts.append((len(text), n))
            text += line + "\n"
        line_of = lambda at: max((s, n) for s, n in starts if s <= at)[1]
        for m in re.finditer(r"`([^`\n]+)`", text):
            self.span(path, line_of(m.start()), m.group(1), folder)
        for m in re.finditer(r"`([^`\n]+)`\s+\(((?:`[^`\n]+`(?:,\s+)?)+)\)", text):
            self.names_in_file(path, line_of(m.start()), m.group(1), re.findall(r"`([^`]+)`", m.group(2)), folder)
        for m in re.finditer(r"`([^`\n]+)` in `([^`\n]+)`", text):
            self.names_in_file(path, line_of(m.start()), m.group(2), [m.group(1)], folder)

    def command(self, path, line, text, folder):
        """Paths and knobs of a command line."""
        for word in re.findall(r"(?<![\w./*{-])(?:frontend|ir|jit|runtime|stdlib|test|examples)/[\w./{},*-]+", text):
            if not self.tree.resolve(word.rstrip(".,"), folder):
                self.error(path, line, f"no such file: {word}")
        tests = text.partition("dev test ")[2]
        for word in re.findall(r"(?<![\w.])[a-z]+/[\w./]+", tests):
            if not self.tree.resolve("test/" + word, ""):
                self.error(path, line, f"no such test: {word}")
        self.settings(path, line, text)

    def settings(self, path, line, text):
        for knobs in re.findall(r"GODEBUG=(\w+=[\w=,.|]*)", text):
            for knob in re.findall(r"(\w+)=", knobs):
                if knob not in self.tree.knobs:
                    self.error(path, line, f"no such knob in runtime/debug/godebug.def: {knob}")
        for flag in re.findall(r"(?:^|\s)(--[a-z][\w-]*)", text):
            if f'"{flag[2:]}"' not in self.tree.flags and flag not in self.tree.text("dev") and not self.flag_of_a_script(flag):
                self.error(path, line, f"no such flag: {flag}")

    def flag_of_a_script(self, flag):
        return any(f'"{flag}"' in self.tree.text(f) for f in self.tree.files if f.startswith("test/") and f.endswith(".py"))

    def span(self, path, line, span, folder):
        if " " in span or "=" in span or span.startswith("-"):
            self.command(path, line, span, folder)
        elif re.fullmatch(FILE, span) or re.fullmatch(r"[\w.<>*{},+-]*(/[\w.<>*{},+-]*)+", span):
            if not span.startswith(("/", "build/", "../shared/", ".ci/")) and self.tree.resolve(span, folder) is None:
                self.error(path, line, f"no such file: {span}")
        elif re.fullmatch(r"[A-Za-z_]\w*((\.|::|->)[A-Za-z_]\w*)*(\(\))?", span):
            self.name(path, line, span, folder)
        elif "{" in span and re.fullmatch(r"[\w{},]+", span):  # stems: check_{index,call}
            for stem in expand(span):
                self.name(path, line, stem, folder)

    def name(self, path, line, span, folder):
        parts = re.split(r"\.|::|->", span.removesuffix("()"))
        if span.endswith("_") and any(f.startswith(span) for f in self.tree.count):
            return  # fail_: what names begin with
        if span in self.tree.stems or parts[0] in self.tree.stems and "." in span and self.tree.resolve(span + ".*", folder):
            return
        for part in parts:
            if part not in self.tree.words and part not in self.tree.stems and not self.tree.resolve(part, folder):
                self.error(path, line, f"`{span}`: no {part} in the code" if part != span else f"no {span} in the code")
                return
        for owner, member in zip(parts, parts[1:]):
            body = self.tree.structs.get(owner)
            if body is not None and member not in body and f"{owner}::{member}" not in span:
                self.error(path, line, f"`{span}`: struct {owner} has no {member}")
            elif body is not None and member not in body:
                self.error(path, line, f"`{span}`: {owner} has no {member}")

    def names_in_file(self, path, line, file, names, folder):
        files = self.tree.resolve(file, folder) if re.fullmatch(FILE, file) else None
        if not files:
            return  # not a file, or already reported
        words = set(itertools.chain.from_iterable(re.findall(r"[A-Za-z_]\w*", self.tree.code(f)) for f in files))
        for name in names:
            if not re.fullmatch(r"[\w.:>()-]+", name):
                continue
            last = re.split(r"\.|::|->", name.removesuffix("()"))[-1]
            if re.fullmatch(r"[A-Za-z_]\w*", last) and last not in words:
                self.error(path, line, f"{file} has no {last}")

    def where(self, path):
        if path not in self.tree.files:
            return self.error(path, 1, "is missing")
        rows, inside = 0, False
        for n, line in enumerate(self.tree.text(path).splitlines(), 1):
            if line.startswith("#"):
                inside = line.startswith(WHERE)
            cells = [c.strip() for c in line.strip("|").split("|")] if line.startswith("|") else []
            if not inside or len(cells) < 3 or set(cells[0]) <= set("-: ") or cells[1] == "file":
                continue
            rows += 1
            files, names = re.findall(r"`([^`]+)`", cells[1]), re.findall(r"`([^`]+)`", cells[2])
            if not files or not names:
                self.error(path, n, "a row is: question | `file` | `function`")
            for f in files:
                if f not in self.tree.files:
                    self.error(path, n, f"no such file: {f}")
                else:
                    for name in names:
                        if not self.defines(f, re.split(r"\.|::", name.removesuffix("()"))[-1]):
                            self.error(path, n, f"{f} does not define {name}")
        if rows < MIN_ROWS:
            self.error(path, 1, f'"{WHERE}" has {rows} rows, not {MIN_ROWS}')

    def defines(self, file, name):
        """Does a function, type, macro, label, grammar rule or line of a table of that name begin in the file?"""
        code, n = self.tree.code(file), re.escape(name)
        if file.endswith(".S"):
            return re.search(rf"(?m)^\s*(?:{n}:|FUNC\({n}\)|\w+\s+{n}\b)", code)
        if file.endswith(".def"):
            return re.search(rf'(?m)^(?:{n}\(|\w+\([^()]*\b{n}\b)', code)
        if file.endswith(".y"):
            return re.search(rf"(?m)^{n}\s*:", code)
        if file.endswith(".go"):
            return re.search(rf"(?m)^func (?:\([^)]*\) )?{n}\b", code)
        if not file.endswith((".cpp", ".h", ".re")):
            return re.search(rf"(?m)^(?:def )?{n}\(", code)
        return re.search(rf"\b(?:struct|class|enum) {n}\b", code) or any(self.declares(line, n) for line in code.splitlines())

    def declares(self, line, name):
        """C++: behind a type or Class::, not behind an operator or a keyword of a statement."""
        m = re.match(rf"(.*?)\b{name}\s*([(,])", line)
        if not m:
            return False
        before = re.sub(r"template <.*?> (?=\w)|\[\[.*?\]\]|__attribute__\(\(.*?\)\)", " ", m.group(1))
        if m.group(2) == ",":
            return re.match(r"\s*GOENTRY\(", before)
        words = re.match(r"\s*[\w:<>,&*~ ]*[\w>&*:]\s*$", before)
        return words and not re.match(r"\s*(?:return|else|case|new|delete|goto|do)\b", before)

    def home(self, path):
        """The folder whose README describes a file."""
        while path:
            path = os.path.dirname(path)
            if os.path.join(path, "README.md") in self.tree.files:
                return path
        return path

    def folders(self):
        for folder in sorted({os.path.dirname(f) for f in self.tree.files if f.startswith(CODE[:4])}):
            if folder.count("/") > 1:
                continue  # runtime/arch/amd64: described by runtime/arch
            readme = folder + "/README.md"
            if readme not in self.tree.files:
                self.error(readme, 1, "is missing")
                continue
            text = self.tree.text(readme)
            spans = " ".join(s for span in re.findall(r"`([^`\n]+)`", text) for s in expand(span))
            named = {os.path.splitext(os.path.basename(w))[0] for w in re.split(r"[\s,]+", spans)}
            globs = [w for w in re.split(r"[\s,]+", spans) if "*" in w and w.strip("*./")]
            for f in self.tree.files:
                stem = os.path.splitext(os.path.basename(f))[0]
                if self.home(f) == folder and f.endswith((".cpp", ".h", ".S", ".def", ".re", ".y")) and stem not in named:
                    if not any(glob.fnmatch.fnmatch(stem, g) or glob.fnmatch.fnmatch(os.path.basename(f), g) for g in globs):
                        self.error(readme, 1, f"does not name {f}")

    def comments(self):
        for f in self.tree.files:
            if not f.startswith(CODE[:4] + ("test/unit", "test/fuzz")) or not f.endswith((".cpp", ".h", ".def", ".S", ".re", ".y")):
                continue
            for n, line in enumerate(self.tree.text(f).splitlines(), 1):
                comment = re.search(r"//(.*)", line)
                for name in re.findall(r"(?<![\w/.*<-])[\w/.]+\.(?:cpp|h|def|S|re|y|py)\b(?!\w*[/:(])", comment.group(1)) if comment else []:
                    if "/" not in name and name in self.tree.count or self.tree.resolve(name, os.path.dirname(f)):
                        continue
                    if name.startswith("sys/") or "<" + name in line:
                        continue
                    self.error(f, n, f"no such file: {name}")

    def readers(self):
        code = "\n".join(self.tree.code(f) for f in self.tree.sources if f.startswith("runtime/") and "debug/godebug" not in f)
        for knob, (line, text) in self.tree.knobs.items():
            if '"accepted' not in text and not re.search(rf"\bdebug\.{knob}\b|\bdebug::{knob}\b", code):
                self.error("runtime/debug/godebug.def", line, f"{knob} has no reader, and does not say so (accepted)")

    def partners(self):
        for f in self.tree.files:
            if not f.startswith("runtime/") or not f.endswith((".cpp", ".h")):
                continue
            lines = self.tree.text(f).splitlines()
            for n, line in enumerate(self.tree.code(f).splitlines(), 1):
                if not re.search(r"memory_order_(?:acquire|release|acq_rel)|__ATOMIC_(?:ACQUIRE|RELEASE|ACQ_REL)", line):
                    continue
                said = [lines[n - 1]]
                for above in reversed(lines[max(n - 3, 0):n - 1]): # a comment of its own, or of the function or the first of several
                    if re.match(r"\s*//", above) or above.split("//")[0].rstrip().endswith("{") or "as does the next line" in above:
                        said.append(above)
                named = re.findall(r"// pairs with (?:\w+::)?(\w+)", "\n".join(said))
                if not named:
                    self.error(f, n, "an explicit memory order without its partner (pairs with ...)")
                for name in named:
                    if name == "the" or name not in self.tree.words:
                        self.error(f, n, f"pairs with {name}, which is not in the code")

    def run(self):
        for f in self.tree.files:
            if os.path.basename(f) == "README.md" or f == "HACKING.md":
                self.document(f)
        self.where("HACKING.md")
        self.folders()
        self.comments()
        self.readers()
        self.partners()
        return [f"{path}:{line}: {text}" for path, line, text in sorted(set(self.errors))]


def main():
    top = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    errors = Checker(os.path.abspath(top)).run()
    print("\n".join(errors) if errors else "the documents are true")
    sys.exit(1 if errors else 0)


main()
