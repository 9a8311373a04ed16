#!/usr/bin/env python3
"""The same programs again and again, under a watchdog: for faults of the scheduler that show in one run of hundreds.
usage: loops.py MINIGO [--runs N] [--procs 1,2,4,8] [--knobs plain,preemptstorm] [--jobs N] [--only WORD] [--keep DIR]

--runs is the number of runs of each program in all settings together: of everything_at_once.go, of Go's test/gcgort.go
(three times as many), and of those programs in Go's test/chan that run. Compiling costs more than most of these runs, so main of
Go's programs is repeated ten times in one process, gcgort.go's is not. A run hangs when no thread of it wants a CPU for half a
minute, or when it has used two minutes of CPU: a busy machine makes no failures. It is then asked for a dump by SIGQUIT,
and counts as a failure. Failures' output goes to DIR."""
import argparse, glob, os, re, signal, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor

here = os.path.dirname(os.path.abspath(__file__))
GO = "/usr/lib/go-1.22/bin/go"
GO_TEST = "/usr/share/go-1.22/test"
QUIET, CPU = 30, 120  # seconds
REPEAT = 10


def runs_alone(path):
    return re.match(r"// run\n", open(path).read()) is not None


def looped(path, into):
    """A copy whose main runs REPEAT times; None if main is made to run once, as gc's result tells."""
    text = open(path).read()
    if not re.search(r"^func main\(\) \{", text, re.M) or "os.Exit" in text or "runtime.Goexit" in text:
        return None
    text = re.sub(r"^func main\(\) \{", "func main() {\n\tfor i := 0; i < %d; i++ {\n\t\tmainOnce()\n\t}\n}\n\nfunc mainOnce() {" % REPEAT, text, flags=re.M)
    copy = os.path.join(into, os.path.basename(path))
    open(copy, "w").write(text)
    env = dict(os.environ, GO111MODULE="off", GOTOOLCHAIN="local", GOFLAGS="")
    passes = subprocess.run([GO, "run", copy], stdin=subprocess.DEVNULL, capture_output=True, env=env).returncode == 0
    return copy if passes else None


def programs(into, runs):
    yield "everything_at_once", [os.path.join(here, "everything_at_once.go"), "1"], runs
    yield "gcgort", [os.path.join(GO_TEST, "gcgort.go")], 3 * runs
    for name in sorted(os.listdir(os.path.join(GO_TEST, "chan"))):
        path = os.path.join(GO_TEST, "chan", name)
        if not name.endswith(".go") or not runs_alone(path):
            continue
        copy = looped(path, into)
        yield "chan/" + name[:-3], [copy or path], max(1, runs // REPEAT) if copy else runs


def activity(pid):
    """Does any thread run or want to; CPU seconds used."""
    wants, ticks = False, 0
    for path in glob.glob(f"/proc/{pid}/task/*/stat"):
        try:
            fields = open(path).read().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue  # it has ended
        wants |= fields[0] in "RD"
        ticks += int(fields[11]) + int(fields[12])
    return wants, ticks / os.sysconf("SC_CLK_TCK")


def hangs(proc):
    """Waits for the end of the process, or for a hang."""
    last, used = time.time(), 0.0
    while True:
        try:
            proc.wait(timeout=1)
            return False
        except subprocess.TimeoutExpired:
            wants, cpu = activity(proc.pid)
        if wants or cpu > used + 0.1:
            last, used = time.time(), cpu
        if time.time() - last > QUIET or cpu > CPU:
            return True


def once(minigo, args, env, keep, label):
    out = tempfile.TemporaryFile("w+", errors="replace")
    proc = subprocess.Popen([minigo, "run"] + args, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=dict(os.environ, **env))
    hung = hangs(proc)
    if hung:
        proc.send_signal(signal.SIGQUIT)
        try:
            proc.wait(timeout=60)
        except subprocess.TimeoutExpired:
            proc.kill()
            proc.wait()
    out.seek(0)
    out = out.read()
    if proc.returncode == 0 and not hung:
        return None
    what = "hang" if hung else f"exit {proc.returncode}"
    with open(os.path.join(keep, f"{label}.{proc.pid}".replace("/", "_")), "w") as f:
        f.write(f"{what} {env}\n{out}")
    return what


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("minigo")
    ap.add_argument("--runs", type=int, default=100)
    ap.add_argument("--procs", default="1,2,4,8")
    ap.add_argument("--knobs", default="plain,preemptstorm")
    ap.add_argument("--jobs", type=int, default=1)
    ap.add_argument("--only", default="")
    ap.add_argument("--keep", default=None)
    a = ap.parse_args()
    minigo = os.path.abspath(a.minigo)
    keep = a.keep or tempfile.mkdtemp(prefix="loops")
    os.makedirs(keep, exist_ok=True)
    settings = [{"GOMAXPROCS": p, **({"GODEBUG": "preemptstorm=100"} if k == "preemptstorm" else {})}
                for p in a.procs.split(",") for k in a.knobs.split(",")]
    failed = 0
    with tempfile.TemporaryDirectory() as into, ThreadPoolExecutor(a.jobs) as pool:
        for name, args, runs in programs(into, a.runs):
            if a.only not in name:
                continue
            jobs = [pool.submit(once, minigo, args, settings[i % len(settings)], keep, name) for i in range(runs)]
            bad = [r for r in (j.result() for j in jobs) if r]
            failed += len(bad)
            times = REPEAT if args[0].startswith(into) else 1
            print(f"{name}: {runs} processes, {runs * times} runs, {len(bad)} failures {' '.join(sorted(set(bad)))}".rstrip(), flush=True)
    print(f"{failed} failures" + (f", kept in {keep}" if failed else ""))
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
