// A P that is handed to a thread which has yet to wake up has work that a third thread sees: that one takes it, or sleeps.
// RUN: %minigo run %s
package main

import (
	"bytes"
	"runtime"
	rtrace "runtime/trace"
	"sync"
	"syscall"

	"golang.org/x/exp/trace"
)

func main() {
	var b bytes.Buffer
	rtrace.Start(&b)
	var wg sync.WaitGroup
	c := make(chan int)
	for range 4 {
		wg.Add(1)
		go func() {
			runtime.LockOSThread()
			defer wg.Done()
			for v := range c {
				syscall.Nanosleep(&syscall.Timespec{Nsec: int64(v % 50 * 1000)}, nil)
			}
		}()
	}
	for i := range 1000 {
		c <- i
	}
	close(c)
	wg.Wait()
	rtrace.Stop()
	ps, gs := 0, 0
	r, _ := trace.NewReader(&b)
	for {
		ev, err := r.ReadEvent()
		if err != nil {
			break
		}
		if ev.Kind() != trace.EventStateTransition {
			continue
		}
		switch t := ev.StateTransition(); t.Resource.Kind {
		case trace.ResourceProc:
			if _, to := t.Proc(); to == trace.ProcRunning {
				ps++
			}
		case trace.ResourceGoroutine:
			gs++
		}
	}
	if gs < 4000 || ps > 2*gs {
		println(ps, "starts of Ps,", gs, "transitions of goroutines")
		panic("a P was taken again and again")
	}
}
