// RUN: env GOMAXPROCS=2 %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"math"
	"runtime"
	"runtime/metrics"
	"time"
)

const cpu = "/cpu/classes/"

func read(names ...string) (v []float64) {
	s := make([]metrics.Sample, len(names))
	for i, n := range names {
		s[i].Name = cpu + n + ":cpu-seconds"
	}
	metrics.Read(s)
	for _, x := range s {
		v = append(v, x.Value.Float64())
	}
	return v
}

func main() {
	before := read("total", "idle", "user")
	time.Sleep(100 * time.Millisecond)
	slept := read("total", "idle", "user")
	for start := time.Now(); time.Since(start) < 100*time.Millisecond; {
	}
	spun := read("total", "idle", "user")
	println(slept[0]-before[0] >= 0.2, slept[1]-before[1] > 0.15) // CHECK: true true
	println(spun[2]-slept[2] > 0.09)                              // CHECK: true
	runtime.GC()
	v := read("total", "idle", "user", "gc/total", "scavenge/total", "gc/mark/assist", "gc/mark/dedicated", "gc/mark/idle", "gc/pause")
	println(math.Abs(v[0]-v[1]-v[2]-v[3]-v[4]) < 1e-6, math.Abs(v[3]-v[5]-v[6]-v[7]-v[8]) < 1e-6, v[8] > 0) // CHECK: true true true
}
