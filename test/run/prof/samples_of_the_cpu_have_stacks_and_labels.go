// Where the time goes: as pprof reads it, in main.hot, called by main.caller, with the labels of the goroutine.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"runtime/pprof"
	"strings"
	"syscall"
)

func cpuTime() int64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}

//go:noinline
func hot(n int) (s int) {
	for i := 0; i < n; i++ {
		s += i * i % 7
	}
	return s
}

//go:noinline
func caller() int { return hot(1e6) + 1 }

func main() {
	var b bytes.Buffer
	println(pprof.StartCPUProfile(&b) == nil) // CHECK: true
	pprof.Do(context.Background(), pprof.Labels("what", "spin"), func(context.Context) {
		for t := cpuTime(); cpuTime()-t < 5e8; {
			caller()
		}
	})
	pprof.StopCPUProfile()
	z, err := gzip.NewReader(&b)
	println(err == nil) // CHECK: true
	text, _ := io.ReadAll(z)
	for _, s := range []string{"main.hot", "main.caller", "runtime.main", "what", "spin", "cpu", "nanoseconds"} {
		println(s, strings.Contains(string(text), s))
	}
	// CHECK: main.hot true
	// CHECK: main.caller true
	// CHECK: runtime.main true
	// CHECK: what true
	// CHECK: spin true
	// CHECK: cpu true
	// CHECK: nanoseconds true
}
