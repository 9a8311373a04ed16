// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"fmt"
	"runtime"
	"runtime/metrics"
)

var sink []byte

func main() {
	runtime.GC()
	sink = make([]byte, 1<<20)
	all := metrics.All()
	values := make([]metrics.Sample, len(all)+1)
	for i := range all {
		values[i].Name = all[i].Name
	}
	values[len(all)].Name = "/no/such:thing"
	metrics.Read(values)
	metrics.Read(values) // again, into the same histograms
	at := map[string]metrics.Value{}
	for i, v := range values {
		at[v.Name] = v.Value
		if i < len(all) && v.Value.Kind() != all[i].Kind {
			fmt.Println(v.Name, v.Value.Kind(), all[i].Kind)
		}
		if i < len(all) && v.Value.Kind() == metrics.KindFloat64Histogram {
			if h := v.Value.Float64Histogram(); len(h.Buckets) != len(h.Counts)+1 {
				fmt.Println(v.Name, len(h.Buckets), len(h.Counts))
			}
		}
	}
	n := func(name string) uint64 { return at[name].Uint64() }
	sum := uint64(0)
	for name, v := range at {
		if len(name) > 16 && name[:16] == "/memory/classes/" && name != "/memory/classes/total:bytes" {
			sum += v.Uint64()
		}
	}
	fmt.Println(at["/no/such:thing"].Kind() == metrics.KindBad, sum == n("/memory/classes/total:bytes"))             // CHECK: true true
	fmt.Println(n("/gc/cycles/forced:gc-cycles"), n("/gc/gogc:percent"), n("/sched/goroutines:goroutines"))          // CHECK: 1 100 1
	fmt.Println(n("/memory/classes/heap/objects:bytes") > 1<<20, at["/cpu/classes/total:cpu-seconds"].Float64() > 0) // CHECK: true true
	large, pauses := at["/gc/heap/allocs-by-size:bytes"].Float64Histogram().Counts, at["/gc/pauses:seconds"].Float64Histogram()
	stops := uint64(0)
	for _, c := range pauses.Counts {
		stops += c
	}
	fmt.Println(large[len(large)-1] > 0, stops > 0) // CHECK-NEXT: true true
}
