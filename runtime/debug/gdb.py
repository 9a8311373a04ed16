# runtime/debug/gdb.py: goroutines for gdb. Load it with `source`, or gdb -x.
#
#   info goroutines          one line for each: its number, status, and where it is; * marks those that run
#   goroutine N COMMAND      COMMAND (bt, up, ...) where goroutine N is; `all` for N: for each
#
# What a goroutine looks like in memory comes from the table rt_debugger (debugger.cpp). A goroutine that does not run has its
# stack pointer and frame pointer in its record, and at the former the pc where it goes on.
import gdb

STATUS = {0: "idle", 1: "runnable", 2: "running", 3: "syscall", 4: "waiting", 6: "dead", 8: "copystack", 9: "preempted"}
SCAN = 0x1000


def read(address, size=8):
    return int.from_bytes(gdb.selected_inferior().read_memory(address, size).tobytes(), "little")


def text(address):
    memory = b""
    while not memory.endswith(b"\0"):
        memory += gdb.selected_inferior().read_memory(address + len(memory), 1).tobytes()
    return memory[:-1].decode()


class Runtime:
    """The runtime of the program: places and offsets by name."""

    def __init__(self):
        at = int(gdb.parse_and_eval("&rt_debugger"))
        self.facts = {}
        while name := text(at):
            self.facts[name] = read(at + 24)
            at += 32

    def goroutines(self):
        table = read(self.facts["allgs"])
        for k in range(read(self.facts["allglen"]) if table else 0):
            g = Goroutine(self, read(table + 8 * k))
            if g.status not in ("idle", "dead") and not g.system:
                yield g


class Goroutine:
    def __init__(self, runtime, address):
        def field(name, size=8):
            return read(address + runtime.facts["g." + name], size)

        self.id = field("goid")
        status = field("status", 4) & ~SCAN
        self.status = STATUS.get(status, str(status))
        self.system = field("issystem", 1) != 0
        self.sp, self.bp, m = field("sp"), field("bp"), field("m")
        self.thread = read(m + runtime.facts["m.procid"]) if m and self.status in ("running", "syscall") else 0
        self.reason = ""
        if self.status == "waiting":
            self.reason = text(read(runtime.facts["waitReasons"] + 8 * field("waitreason", 1)))

    def place(self):
        """A place in Go code, as text."""
        if self.thread:
            found = inThread(self.thread, goFrame)
        else:
            pc = read(self.sp) - 1  # of the call
            found = describe(function(pc), gdb.find_pc_line(pc))
        return found or "?"

    def execute(self, command):
        if self.thread:
            inThread(self.thread, lambda: gdb.execute(command))
            return
        gdb.newest_frame().select()
        old = {r: int(gdb.selected_frame().read_register(r)) for r in ("rip", "rsp", "rbp")}
        try:
            for r, v in (("rip", read(self.sp)), ("rsp", self.sp + 8), ("rbp", self.bp)):
                gdb.execute(f"set ${r} = {v}")
            gdb.execute(command)
        finally:
            gdb.newest_frame().select()
            for r, v in old.items():
                gdb.execute(f"set ${r} = {v}")


def inThread(lwp, what):
    before = gdb.selected_thread()
    for t in gdb.selected_inferior().threads():
        if t.ptid[1] == lwp:
            t.switch()
            try:
                return what()
            finally:
                before.switch()
    return None


def goFrame():
    f = gdb.newest_frame()
    while f:
        line = f.find_sal()
        if line.symtab and line.symtab.filename.endswith(".go"):
            return describe(f.function(), line)
        f = f.older()
    return None


def function(pc):
    block = gdb.block_for_pc(pc)
    while block and not block.function:
        block = block.superblock
    return block and block.function


def describe(name, line):
    return f"{name} at {line.symtab.filename}:{line.line}" if name and line.symtab else None


class InfoGoroutines(gdb.Command):
    """Lists the goroutines: number, status, where they are."""

    def __init__(self):
        super().__init__("info goroutines", gdb.COMMAND_STACK)

    def invoke(self, _arg, _tty):
        for g in Runtime().goroutines():
            mark = "*" if g.status == "running" else " "
            print(f"{mark} {g.id:<4} {g.reason or g.status:<24} {g.place()}")


class GoroutineCommand(gdb.Command):
    """goroutine N COMMAND: executes COMMAND where goroutine N is; `all` for N: for each."""

    def __init__(self):
        super().__init__("goroutine", gdb.COMMAND_STACK)

    def invoke(self, arg, _tty):
        words = arg.split(None, 1)
        if len(words) != 2:
            raise gdb.GdbError("usage: goroutine N COMMAND")
        found = [g for g in Runtime().goroutines() if words[0] in ("all", str(g.id))]
        if not found:
            raise gdb.GdbError(f"No such goroutine: {words[0]}")
        for g in found:
            if words[0] == "all":
                print(f"goroutine {g.id} [{g.reason or g.status}]:")
            g.execute(words[1])


InfoGoroutines()
GoroutineCommand()
