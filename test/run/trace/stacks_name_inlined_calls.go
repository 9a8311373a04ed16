// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"fmt"
	rtrace "runtime/trace"
	"strings"
	"time"

	"golang.org/x/exp/trace"
)

func receive(c chan int) int { return <-c }

//go:noinline
func outer(c chan int) int { return receive(c) }

func worker(c chan int) { println(outer(c)) }

func main() {
	var b bytes.Buffer
	rtrace.Start(&b)
	c := make(chan int)
	go worker(c)
	time.Sleep(20 * time.Millisecond)
	c <- 7
	rtrace.Stop()
	for r, err := trace.NewReader(&b); err == nil; {
		var e trace.Event
		if e, err = r.ReadEvent(); err != nil || e.Kind() != trace.EventStateTransition {
			continue
		}
		var frames []string
		e.StateTransition().Stack.Frames(func(f trace.StackFrame) bool {
			frames = append(frames, fmt.Sprint(f.Func, ":", f.Line))
			return true
		})
		println(strings.Join(frames, " "))
	}
}

// CHECK: {{^}}main.worker:19{{$}}
// CHECK: {{^}}runtime.chanrecv1:{{[0-9]+}} main.receive:14 main.outer:17 main.worker:19{{$}}
