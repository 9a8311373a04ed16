// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"fmt"
	"runtime/metrics"
)

func main() {
	s := []metrics.Sample{{Name: "/sched/latencies:seconds"}, {Name: "/sched/pauses/total/gc:seconds"}}
	metrics.Read(s)
	for i := range s {
		b := s[i].Value.Float64Histogram().Buckets
		fmt.Println(len(b), b[:8], b[len(b)-3:])
		// CHECK: 163 [-Inf 0 6.4e-08 1.28e-07 1.92e-07 2.56e-07 3.2e-07 3.84e-07] [123145.302310912 140737.488355328 +Inf]
		// CHECK: 163 [-Inf 0 6.4e-08 1.28e-07 1.92e-07 2.56e-07 3.2e-07 3.84e-07] [123145.302310912 140737.488355328 +Inf]
	}
}
