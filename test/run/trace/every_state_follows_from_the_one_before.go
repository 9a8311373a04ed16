// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"io"
	"os"
	"runtime"
	rtrace "runtime/trace"
	"sync"

	"golang.org/x/exp/trace"
)

func work(wg *sync.WaitGroup) {
	defer wg.Done()
	c := make(chan int)
	for i := range 20 {
		go func() { c <- i }()
		<-c
		runtime.Gosched()
		os.ReadFile("/dev/null")
	}
}

func main() {
	var b bytes.Buffer
	rtrace.Start(&b)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go work(&wg)
	}
	wg.Wait()
	old := runtime.GOMAXPROCS(3)
	runtime.GC()
	runtime.GOMAXPROCS(old)
	rtrace.Stop()

	r, err := trace.NewReader(&b)
	state := map[trace.GoID]trace.GoState{}
	created, wrong := 0, 0
	for err == nil {
		var e trace.Event
		e, err = r.ReadEvent()
		if err != nil || e.Kind() != trace.EventStateTransition {
			continue
		}
		t := e.StateTransition()
		if t.Resource.Kind != trace.ResourceGoroutine {
			continue
		}
		from, to := t.Goroutine()
		if s, known := state[t.Resource.Goroutine()]; known && s != from {
			wrong++
		}
		if state[t.Resource.Goroutine()] = to; from == trace.GoNotExist {
			created++
		}
	}
	println(err == io.EOF, wrong, created >= 84) // CHECK: true 0 true
}
