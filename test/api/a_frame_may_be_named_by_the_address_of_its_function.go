// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os"
	"reflect"
	"runtime"
	"runtime/pprof"
)

func f() {}

func main() {
	entry := reflect.ValueOf(f).Pointer()
	frame, _ := runtime.CallersFrames([]uintptr{entry}).Next()
	println(frame.Function, frame.PC == entry, frame.Line) // CHECK: main.f true 11
	p := pprof.NewProfile("mine")
	p.Add(1, 1<<20)         // deeper than the stack
	p.WriteTo(os.Stderr, 1) // CHECK: runtime/pprof.lostProfileEvent
}
