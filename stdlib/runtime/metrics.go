// What runtime/metrics reads. The native runtime gives its counters in one record, taken with the world stopped; here
// each name is computed from it. Replaces runtime/metrics.go.
//
// Always zero: calls of C, for there is no cgo. An object's size counts as scannable if it has a pointer; gc stops at the last one.
package runtime

import (
	"internal/godebugs"
	"unsafe"
)

const (
	sizeClasses = 68  // runtime/mem/sizeclasses.h
	timeBuckets = 162 // runtime/debug/metrics.h
)

// metricValues is runtime/debug/metrics.cpp's record of that name.
type metricValues struct {
	mem                                                    MemStats
	allocs, frees, sizes                                   [sizeClasses]uint64 // [0]: large objects
	tinyAllocs, heapLive, scanStack, scanGlobals, scanHeap uint64
	gogc, memoryLimit, limiterCycle, procs, goroutines     uint64
	cpu                                                    cpuTimes
	totalCPU, idleCPU                                      uint64 // ns
	nilPanics, mutexWait                                   uint64
	gcStopping, gcPauses, otherStopping, otherPauses       [timeBuckets]uint64
	latencies                                              [timeBuckets]uint64
}

// cpuTimes is runtime/mem/mgc.h's record of that name: ns of the Ps' time.
type cpuTimes struct{ gcAssist, gcDedicated, gcIdle, gcPause, scavengeAssist, scavengeBackground uint64 }

func (c *cpuTimes) gcTotal() uint64       { return c.gcAssist + c.gcDedicated + c.gcIdle + c.gcPause }
func (c *cpuTimes) scavengeTotal() uint64 { return c.scavengeAssist + c.scavengeBackground }

func readMetricValues(v *metricValues)

// The package's own types.
type metricValue struct {
	kind    int
	scalar  uint64
	pointer unsafe.Pointer
}
type metricSample struct {
	name  string
	value metricValue
}
type metricHistogram struct {
	counts  []uint64
	buckets []float64
}

const (
	metricBad = iota
	metricUint64
	metricFloat64
	metricFloat64Histogram
)

func (v *metricValue) setUint64(n uint64)   { v.kind, v.scalar = metricUint64, n }
func (v *metricValue) setSeconds(ns uint64) { v.setFloat64(float64(ns) / 1e9) }
func (v *metricValue) setFloat64(f float64) {
	v.kind, v.scalar = metricFloat64, *(*uint64)(unsafe.Pointer(&f))
}
func (v *metricValue) setCounts(counts []uint64, buckets []float64) {
	h := (*metricHistogram)(v.pointer)
	if v.kind != metricFloat64Histogram || len(h.counts) != len(counts) {
		h = &metricHistogram{counts: make([]uint64, len(counts))}
	}
	copy(h.counts, counts)
	h.buckets = buckets
	v.kind, v.pointer = metricFloat64Histogram, unsafe.Pointer(h)
}

// Boundaries of the histograms. Objects of class i are larger than those of i-1; the last bucket has large objects.
type metricBuckets struct{ sizes, durations []float64 }

var buckets *metricBuckets // made by the first reading

func newMetricBuckets(r *metricValues) *metricBuckets {
	b := new(metricBuckets)
	b.sizes = append(b.sizes, 1)
	for class := 1; class < sizeClasses; class++ {
		b.sizes = append(b.sizes, float64(r.sizes[class]+1))
	}
	b.sizes = append(b.sizes, inf())
	b.durations = append(b.durations, -inf())
	for i := uint64(0); i < timeBuckets-1; i++ {
		lower := i
		if i >= 4 {
			lower = (4 + i%4) << (i/4 - 1)
		}
		b.durations = append(b.durations, float64(lower*64)/1e9)
	}
	b.durations = append(b.durations, inf())
	return b
}

func (v *metricValue) setSizes(perClass *[sizeClasses]uint64) {
	var counts [sizeClasses]uint64
	copy(counts[:], perClass[1:])
	counts[sizeClasses-1] = perClass[0]
	v.setCounts(counts[:], buckets.sizes)
}

func (v *metricValue) setTimes(counts *[timeBuckets]uint64) {
	v.setCounts(counts[:], buckets.durations)
}

func count(perClass *[sizeClasses]uint64) (n uint64) {
	for _, c := range perClass {
		n += c
	}
	return n
}

func (r *metricValues) userCPU() uint64 {
	if other := r.cpu.gcTotal() + r.cpu.scavengeTotal() + r.idleCPU; other < r.totalCPU {
		return r.totalCPU - other
	}
	return 0
}

// readers says for each name what it reads.
var readers = [...]struct {
	name string
	read func(r *metricValues, v *metricValue)
}{
	{"/cgo/go-to-c-calls:calls", func(r *metricValues, v *metricValue) { v.setUint64(0) }},
	{"/cpu/classes/gc/mark/assist:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.cpu.gcAssist) }},
	{"/cpu/classes/gc/mark/dedicated:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.cpu.gcDedicated) }},
	{"/cpu/classes/gc/mark/idle:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.cpu.gcIdle) }},
	{"/cpu/classes/gc/pause:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.cpu.gcPause) }},
	{"/cpu/classes/gc/total:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.cpu.gcTotal()) }},
	{"/cpu/classes/idle:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.idleCPU) }},
	{"/cpu/classes/scavenge/assist:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.cpu.scavengeAssist) }},
	{"/cpu/classes/scavenge/background:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.cpu.scavengeBackground) }},
	{"/cpu/classes/scavenge/total:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.cpu.scavengeTotal()) }},
	{"/cpu/classes/total:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.totalCPU) }},
	{"/cpu/classes/user:cpu-seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.userCPU()) }},
	{"/gc/cycles/automatic:gc-cycles", func(r *metricValues, v *metricValue) { v.setUint64(uint64(r.mem.NumGC - r.mem.NumForcedGC)) }},
	{"/gc/cycles/forced:gc-cycles", func(r *metricValues, v *metricValue) { v.setUint64(uint64(r.mem.NumForcedGC)) }},
	{"/gc/cycles/total:gc-cycles", func(r *metricValues, v *metricValue) { v.setUint64(uint64(r.mem.NumGC)) }},
	{"/gc/gogc:percent", func(r *metricValues, v *metricValue) { v.setUint64(r.gogc) }},
	{"/gc/gomemlimit:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.memoryLimit) }},
	{"/gc/heap/allocs-by-size:bytes", func(r *metricValues, v *metricValue) { v.setSizes(&r.allocs) }},
	{"/gc/heap/allocs:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.TotalAlloc) }},
	{"/gc/heap/allocs:objects", func(r *metricValues, v *metricValue) { v.setUint64(count(&r.allocs)) }},
	{"/gc/heap/frees-by-size:bytes", func(r *metricValues, v *metricValue) { v.setSizes(&r.frees) }},
	{"/gc/heap/frees:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.TotalAlloc - r.mem.Alloc) }},
	{"/gc/heap/frees:objects", func(r *metricValues, v *metricValue) { v.setUint64(count(&r.frees)) }},
	{"/gc/heap/goal:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.NextGC) }},
	{"/gc/heap/live:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.heapLive) }},
	{"/gc/heap/objects:objects", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.HeapObjects) }},
	{"/gc/heap/tiny/allocs:objects", func(r *metricValues, v *metricValue) { v.setUint64(r.tinyAllocs) }},
	{"/gc/limiter/last-enabled:gc-cycle", func(r *metricValues, v *metricValue) { v.setUint64(r.limiterCycle) }},
	{"/gc/pauses:seconds", func(r *metricValues, v *metricValue) { v.setTimes(&r.gcPauses) }},
	{"/gc/scan/globals:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.scanGlobals) }},
	{"/gc/scan/heap:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.scanHeap) }},
	{"/gc/scan/stack:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.scanStack) }},
	{"/gc/scan/total:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.scanGlobals + r.scanHeap + r.scanStack) }},
	{"/gc/stack/starting-size:bytes", func(r *metricValues, v *metricValue) { v.setUint64(2048) }},
	{"/godebug/non-default-behavior/panicnil:events", func(r *metricValues, v *metricValue) { v.setUint64(r.nilPanics) }},
	{"/memory/classes/heap/free:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.HeapIdle - r.mem.HeapReleased) }},
	{"/memory/classes/heap/objects:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.HeapAlloc) }},
	{"/memory/classes/heap/released:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.HeapReleased) }},
	{"/memory/classes/heap/stacks:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.StackInuse) }},
	{"/memory/classes/heap/unused:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.HeapInuse - r.mem.HeapAlloc) }},
	{"/memory/classes/metadata/mcache/free:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.MCacheSys - r.mem.MCacheInuse) }},
	{"/memory/classes/metadata/mcache/inuse:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.MCacheInuse) }},
	{"/memory/classes/metadata/mspan/free:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.MSpanSys - r.mem.MSpanInuse) }},
	{"/memory/classes/metadata/mspan/inuse:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.MSpanInuse) }},
	{"/memory/classes/metadata/other:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.GCSys) }},
	{"/memory/classes/os-stacks:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.StackSys - r.mem.StackInuse) }},
	{"/memory/classes/other:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.OtherSys) }},
	{"/memory/classes/profiling/buckets:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.BuckHashSys) }},
	{"/memory/classes/total:bytes", func(r *metricValues, v *metricValue) { v.setUint64(r.mem.Sys) }},
	{"/sched/gomaxprocs:threads", func(r *metricValues, v *metricValue) { v.setUint64(r.procs) }},
	{"/sched/goroutines:goroutines", func(r *metricValues, v *metricValue) { v.setUint64(r.goroutines) }},
	{"/sched/latencies:seconds", func(r *metricValues, v *metricValue) { v.setTimes(&r.latencies) }},
	{"/sched/pauses/stopping/gc:seconds", func(r *metricValues, v *metricValue) { v.setTimes(&r.gcStopping) }},
	{"/sched/pauses/stopping/other:seconds", func(r *metricValues, v *metricValue) { v.setTimes(&r.otherStopping) }},
	{"/sched/pauses/total/gc:seconds", func(r *metricValues, v *metricValue) { v.setTimes(&r.gcPauses) }},
	{"/sched/pauses/total/other:seconds", func(r *metricValues, v *metricValue) { v.setTimes(&r.otherPauses) }},
	{"/sync/mutex/wait/total:seconds", func(r *metricValues, v *metricValue) { v.setSeconds(r.mutexWait) }},
}

//go:linkname readMetricNames runtime/metrics_test.runtime_readMetricNames
func readMetricNames() []string {
	var names []string
	for i := range readers {
		names = append(names, readers[i].name)
	}
	for _, g := range godebugs.All {
		if !g.Opaque && g.Name != "panicnil" { // which readers has
			names = append(names, "/godebug/non-default-behavior/"+g.Name+":events")
		}
	}
	return names
}

func (r *metricValues) read(name string, v *metricValue) bool {
	for i := range readers {
		if readers[i].name == name {
			readers[i].read(r, v)
			return true
		}
	}
	return false
}

//go:linkname metrics_readMetrics runtime/metrics.runtime_readMetrics
func metrics_readMetrics(samples unsafe.Pointer, len int, cap int) {
	r := new(metricValues)
	readMetricValues(r)
	if buckets == nil {
		buckets = newMetricBuckets(r)
	}
	all := unsafe.Slice((*metricSample)(samples), len)
	for i := range all {
		s := &all[i]
		if r.read(s.name, &s.value) {
			continue
		}
		s.value = metricValue{}
		if n, ok := godebugMetric(s.name); ok {
			s.value.setUint64(n)
		}
	}
}
