// Between the function that waits or calls the system and the runtime are some that gc's traces do not have.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"os"
	"runtime"
	rtrace "runtime/trace"
	"sync"
	"time"

	"golang.org/x/exp/trace"
)

func main() {
	var b bytes.Buffer
	rtrace.Start(&b)
	r, w, _ := os.Pipe()
	var m sync.Mutex
	for range 5 { // a loaded machine may be late
		time.AfterFunc(20*time.Millisecond, func() { w.Write([]byte{1}) })
		r.Read(make([]byte, 1)) // CHECK-DAG: {{^}}Waiting internal/poll.(*FD).Read
		m.Lock()
		time.AfterFunc(20*time.Millisecond, m.Unlock)
		m.Lock() // CHECK-DAG: {{^}}Waiting sync.(*Mutex).Lock{{$}}
		m.Unlock()
	}
	runtime.Gosched() // CHECK-DAG: {{^}}Runnable main.main
	os.Getwd()        // CHECK-DAG: {{^}}Syscall syscall.
	rtrace.Stop()
	for r, err := trace.NewReader(&b); err == nil; {
		var e trace.Event
		if e, err = r.ReadEvent(); err != nil || e.Kind() != trace.EventStateTransition || e.StateTransition().Resource.Kind != trace.ResourceGoroutine {
			continue
		}
		_, to := e.StateTransition().Goroutine()
		e.Stack().Frames(func(f trace.StackFrame) bool {
			println(to.String(), f.Func)
			return false
		})
	}
}

// A goroutine that is stopped for another (Runnable) is where it is, but Gosched is native.
// CHECK-NOT: {{^(Waiting|Syscall|Running) .*(lockSlow|pollDesc|syscall\.Syscall)|runtime\.Gosched}}
