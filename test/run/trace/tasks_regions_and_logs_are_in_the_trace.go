// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"context"
	rtrace "runtime/trace"

	"golang.org/x/exp/trace"
)

func main() {
	var b bytes.Buffer
	rtrace.Start(&b)
	ctx, task := rtrace.NewTask(context.Background(), "brew")
	rtrace.WithRegion(ctx, "grind", func() { rtrace.Log(ctx, "beans", "arabica") })
	task.End()
	rtrace.Stop()
	for r, err := trace.NewReader(&b); err == nil; {
		var e trace.Event
		if e, err = r.ReadEvent(); err != nil {
			break
		}
		switch e.Kind() {
		case trace.EventTaskBegin, trace.EventTaskEnd:
			println(e.Kind().String(), e.Task().Type)
		case trace.EventRegionBegin, trace.EventRegionEnd:
			println(e.Kind().String(), e.Region().Type, e.Goroutine())
		case trace.EventLog:
			println("log", e.Log().Category, e.Log().Message)
		}
	}
}

// CHECK: TaskBegin brew
// CHECK-NEXT: RegionBegin grind 1
// CHECK-NEXT: log beans arabica
// CHECK-NEXT: RegionEnd grind 1
// CHECK-NEXT: TaskEnd brew
