// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"runtime"
	rtrace "runtime/trace"

	"golang.org/x/exp/trace"
)

var sink [][]byte

func main() {
	var b bytes.Buffer
	rtrace.Start(&b)
	for i := 0; i < 20000; i++ {
		sink = append(sink, make([]byte, 1000))
		if i%100 != 0 {
			sink[i] = nil // leaves something to sweep
		}
	}
	runtime.GC()
	rtrace.Stop()

	begun, ended, last := map[string]int{}, map[string]int{}, map[string]uint64{}
	for r, err := trace.NewReader(&b); err == nil; {
		var e trace.Event
		if e, err = r.ReadEvent(); err != nil {
			break
		}
		switch e.Kind() {
		case trace.EventRangeBegin:
			begun[e.Range().Name]++
		case trace.EventRangeEnd:
			ended[e.Range().Name]++
		case trace.EventMetric:
			last[e.Metric().Name] = e.Metric().Value.Uint64()
		}
	}
	for _, name := range []string{"GC concurrent mark phase", "stop-the-world (GC mark termination)"} {
		println(name, begun[name] > 0, begun[name]-ended[name] <= 1) // one may be under way at the end
	}
	sweep := "GC incremental sweep" // there is none if the background sweeper is quicker
	println(sweep, begun[sweep] == ended[sweep])
	// CHECK: GC concurrent mark phase true true
	// CHECK-NEXT: stop-the-world (GC mark termination) true true
	// CHECK-NEXT: GC incremental sweep true
	println(last["/memory/classes/heap/objects:bytes"] > 200*1000, last["/gc/heap/goal:bytes"] >= 4<<20) // CHECK-NEXT: true true
}
