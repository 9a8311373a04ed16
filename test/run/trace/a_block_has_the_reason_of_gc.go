// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"net"
	rtrace "runtime/trace"
	"sync"
	"time"

	"golang.org/x/exp/trace"
)

func await(f func()) {
	go f()
	time.Sleep(10 * time.Millisecond)
}

func main() {
	var b bytes.Buffer
	rtrace.Start(&b)
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	l, _ := net.Listen("tcp", "127.0.0.1:0")
	await(func() { mu.Lock(); cond.Wait() })
	mu.Lock()
	await(func() { mu.Lock() })
	await(func() { <-make(chan int) })
	await(func() { make(chan int) <- 1 })
	await(func() { var c chan int; <-c })
	await(func() { select {} })
	await(func() {
		select {
		case <-make(chan int):
		case <-make(chan bool):
		}
	})
	await(func() { l.Accept() })
	rtrace.Stop()

	seen := map[string]bool{}
	for r, err := trace.NewReader(&b); err == nil; {
		var e trace.Event
		if e, err = r.ReadEvent(); err == nil && e.Kind() == trace.EventStateTransition {
			seen[e.StateTransition().Reason] = true
		}
	}
	for _, s := range []string{"sync.(*Cond).Wait", "sync", "chan receive", "chan send", "forever", "select", "network", "sleep"} {
		print(seen[s], " ") // CHECK: true true true true true true true true
	}
	println()
}
