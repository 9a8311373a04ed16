#!/usr/bin/env python3
"""All 31 signals against gc: what a program does that gets one plainly, after Notify, Stop, Reset, Ignore, or in a child.
usage: signals.py MINIGO [MODE...]
For each mode and signal gc's program runs alone; minigo gets all those that let the program live in one run (compiling costs
more than the rest), the others alone. Compared: how the process ends, what it prints, the first line on standard error."""
import os, signal, subprocess, sys, tempfile, time

GO = os.environ.get("ORACLE_GO", "/usr/lib/go-1.22/bin/go")
MODES = ["plain", "notify", "stop", "reset", "ignore", "ignorereset", "child"]
PROGRAM = r"""
package main

import (
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

func one(mode string, s syscall.Signal) {
	c := make(chan os.Signal, 4)
	switch mode {
	case "notify":
		signal.Notify(c, s)
	case "stop":
		signal.Notify(c, s)
		signal.Stop(c)
	case "reset":
		signal.Notify(c, s)
		signal.Reset(s)
	case "ignore":
		signal.Ignore(s)
	case "ignorereset":
		signal.Ignore(s)
		signal.Reset(s)
	case "child":
		signal.Notify(c, s)
		pid, _ := syscall.ForkExec("/bin/sh", []string{"sh", "-c", "kill -" + strconv.Itoa(int(s)) + " $$; echo alive"}, &syscall.ProcAttr{Files: []uintptr{0, 1, 2}})
		var ws syscall.WaitStatus
		syscall.Wait4(pid, &ws, syscall.WUNTRACED, nil)
		if ws.Stopped() {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		os.Stdout.WriteString(strconv.Itoa(int(s)) + " " + strconv.Itoa(int(ws)) + "\n")
		return
	}
	os.Stdout.WriteString(strconv.Itoa(int(s)) + " " + strconv.FormatBool(signal.Ignored(s)) + "\n")
	syscall.Kill(os.Getpid(), s)
	select {
	case got := <-c:
		os.Stdout.WriteString("got " + got.String() + "\n")
	case <-time.After(60 * time.Millisecond):
		os.Stdout.WriteString("alive\n")
	}
	signal.Reset(s)
}

func main() {
	for _, a := range os.Args[2:] {
		n, _ := strconv.Atoi(a)
		one(os.Args[1], syscall.Signal(n))
	}
}
"""


def run(command):
    out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
    pid = process.pid  # waited for here, not by subprocess, which does not see that a process has stopped
    deadline = time.time() + 300
    while True:
        done, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        if done and os.WIFSTOPPED(status):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            status = f"stopped by {os.WSTOPSIG(status)}"
            break
        if done:
            status = f"killed by {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
            break
        if time.time() > deadline:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            status = "hang"
            break
        time.sleep(0.002)
    process.returncode = 0
    out.seek(0), err.seek(0)
    return status, out.read().decode(), err.read().decode().split("\n")[0]


def main():
    minigo, modes = os.path.abspath(sys.argv[1]), sys.argv[2:] or MODES
    folder = tempfile.mkdtemp()
    source, exe = os.path.join(folder, "p.go"), os.path.join(folder, "p")
    open(source, "w").write(PROGRAM)
    subprocess.run([GO, "build", "-o", exe, source], check=True, env=dict(os.environ, GO111MODULE="off", GOTOOLCHAIN="local", GOFLAGS=""))
    bad = total = 0
    for mode in modes:
        want = {s: run([exe, mode, str(s)]) for s in range(1, 32)}
        live = [s for s in want if want[s][0] == "exit 0"]
        together = run([minigo, "run", source, mode] + [str(s) for s in live])
        expected = ("exit 0", "".join(want[s][1] for s in live), "")
        total += len(live)
        if together != expected:
            bad += 1
            for a, b in zip(expected[1].split("\n"), together[1].split("\n")):
                if a != b:
                    print(f"{mode}: gc {a!r}, minigo {b!r}")
                    break
            print(f"{mode}, signals that let it live: {together[0]} {together[2]!r}")
        for s in want:
            if s in live:
                continue
            total += 1
            got = run([minigo, "run", source, mode, str(s)])
            if got != want[s]:
                bad += 1
                print(f"{mode} {s}: gc {want[s]}, minigo {got}")
    print(f"{total} cases, {bad} differences")
    sys.exit(bad != 0)


if __name__ == "__main__":
    main()
