// A sample of the CPU in a trace has the stack that the profile has, to its end.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"io"
	"runtime/pprof"
	rtrace "runtime/trace"
	"syscall"

	"golang.org/x/exp/trace"
)

//go:noinline
func hot(n int) (s int) {
	for i := range n {
		s += i * i % 7
	}
	return s
}

func cpuTime() int64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano()
}

func main() {
	var b bytes.Buffer
	rtrace.Start(&b)
	pprof.StartCPUProfile(io.Discard)
	for t := cpuTime(); cpuTime()-t < 4e8; {
		hot(1e6)
	}
	pprof.StopCPUProfile()
	rtrace.Stop()
	seen := map[string]bool{}
	for r, err := trace.NewReader(&b); err == nil; {
		var e trace.Event
		if e, err = r.ReadEvent(); err == nil && e.Kind() == trace.EventStackSample {
			stack := ""
			e.Stack().Frames(func(f trace.StackFrame) bool {
				stack += f.Func + " "
				return true
			})
			seen[stack] = true
		}
	}
	println(seen["main.hot main.main runtime.main runtime.goexit "]) // CHECK: true
}
