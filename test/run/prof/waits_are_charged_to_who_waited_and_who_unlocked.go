// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	"sync"
	"time"
)

var mu sync.Mutex

//go:noinline
func holder() { mu.Lock(); time.Sleep(20 * time.Millisecond); mu.Unlock() }

//go:noinline
func receiver(c chan int) { <-c }

func show(what string, read func([]runtime.BlockProfileRecord) (int, bool)) {
	p := make([]runtime.BlockProfileRecord, 100)
	n, _ := read(p)
	for _, r := range p[:n] {
		frames := runtime.CallersFrames(r.Stack())
		leaf, _ := frames.Next()
		next, _ := frames.Next()
		if leaf.Function == "runtime._LostContendedRuntimeLock" {
			continue // the runtime's own locks
		}
		println(what, leaf.Function, next.Function, r.Count >= 1, r.Cycles > 1e7 && r.Cycles < 2e9)
	}
}

func main() {
	runtime.SetBlockProfileRate(1)
	runtime.SetMutexProfileFraction(1)
	c := make(chan int)
	go func() { holder(); c <- 1 }()
	for mu.TryLock() {
		mu.Unlock()
		runtime.Gosched()
	}
	receiver(c)
	show("block", runtime.BlockProfile) // CHECK: block runtime.chanrecv1 main.receiver true true
	show("mutex", runtime.MutexProfile) // CHECK-NOT: mutex
	go holder()
	for mu.TryLock() {
		mu.Unlock()
		runtime.Gosched()
	}
	mu.Lock()
	show("mutex", runtime.MutexProfile) // CHECK: mutex sync.(*Mutex).Unlock main.holder true true
}
