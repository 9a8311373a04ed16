// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	println(runtime.NumCPU() > 0, runtime.NumGoroutine(), runtime.NumCgoCall()) // CHECK: true 1 0
	println(runtime.GOMAXPROCS(2) > 0, runtime.GOMAXPROCS(0))                   // CHECK: true 2
	println(runtime.GOROOT() != "", runtime.Version())                          // CHECK: true go1.22
	pc, _, line, ok := runtime.Caller(0)
	f := runtime.FuncForPC(pc)
	println(f.Name(), line, ok, f.Entry() <= pc) // CHECK: main.main 10 true true
	_, fileLine := f.FileLine(pc)
	println(fileLine) // CHECK: 10
	pcs := make([]uintptr, 4)
	frame, more := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)]).Next()
	println(frame.Function, frame.Line, more) // CHECK: main.main 16 true
	buf := make([]byte, 1000)
	println(runtime.Stack(buf, false) > 20, string(buf[:11])) // CHECK: true goroutine 1
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	println(m.HeapAlloc > 0, m.HeapSys >= m.HeapInuse, m.EnableGC) // CHECK: true true true
}
