// What runtime/metrics reads. The native runtime gives its counters in one record, taken with the world stopped; here
// each name is computed from it. Replaces runtime/metrics.go.
//
// Always zero: calls of C, for there is no cgo. An object's size counts as
// scannable if it has a pointer; gc stops at the last one.
package runtime

import "unsafe"

const (
	sizeClasses = 68  // runtime/mem/sizeclasses.h
	timeBuckets = 184 // runtime/debug/metrics.h
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
	for i := uint64(0); i < timeBuckets; i++ {
		lower := i
		if i >= 4 {
			lower = (4 + i%4) << (i/4 - 1)
		}
		b.durations = append(b.durations, float64(lower)/1e9)
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

// read sets s to what r says about its name.
func (r *metricValues) read(name string, v *metricValue) bool {
	m := &r.mem
	switch name {
	case "/cgo/go-to-c-calls:calls":
		v.setUint64(0)
	case "/gc/cycles/automatic:gc-cycles":
		v.setUint64(uint64(m.NumGC - m.NumForcedGC))
	case "/gc/cycles/forced:gc-cycles":
		v.setUint64(uint64(m.NumForcedGC))
	case "/gc/cycles/total:gc-cycles":
		v.setUint64(uint64(m.NumGC))
	case "/gc/gogc:percent":
		v.setUint64(r.gogc)
	case "/gc/gomemlimit:bytes":
		v.setUint64(r.memoryLimit)
	case "/gc/limiter/last-enabled:gc-cycle":
		v.setUint64(r.limiterCycle)
	case "/gc/scan/globals:bytes":
		v.setUint64(r.scanGlobals)
	case "/gc/scan/heap:bytes":
		v.setUint64(r.scanHeap)
	case "/gc/scan/stack:bytes":
		v.setUint64(r.scanStack)
	case "/gc/scan/total:bytes":
		v.setUint64(r.scanGlobals + r.scanHeap + r.scanStack)
	case "/gc/stack/starting-size:bytes":
		v.setUint64(2048)
	case "/gc/pauses:seconds", "/sched/pauses/total/gc:seconds":
		v.setTimes(&r.gcPauses)
	case "/sched/pauses/stopping/gc:seconds":
		v.setTimes(&r.gcStopping)
	case "/sched/pauses/total/other:seconds":
		v.setTimes(&r.otherPauses)
	case "/sched/pauses/stopping/other:seconds":
		v.setTimes(&r.otherStopping)
	case "/sched/latencies:seconds":
		v.setTimes(&r.latencies)
	case "/sched/gomaxprocs:threads":
		v.setUint64(r.procs)
	case "/sched/goroutines:goroutines":
		v.setUint64(r.goroutines)
	case "/sync/mutex/wait/total:seconds":
		v.setSeconds(r.mutexWait)
	case "/godebug/non-default-behavior/panicnil:events":
		v.setUint64(r.nilPanics)
	default:
		return r.readCPU(name, v) || r.readHeap(name, v) || r.readMemory(name, v)
	}
	return true
}

func (r *metricValues) readCPU(name string, v *metricValue) bool {
	c := &r.cpu
	switch name {
	case "/cpu/classes/gc/mark/assist:cpu-seconds":
		v.setSeconds(c.gcAssist)
	case "/cpu/classes/gc/mark/dedicated:cpu-seconds":
		v.setSeconds(c.gcDedicated)
	case "/cpu/classes/gc/mark/idle:cpu-seconds":
		v.setSeconds(c.gcIdle)
	case "/cpu/classes/gc/pause:cpu-seconds":
		v.setSeconds(c.gcPause)
	case "/cpu/classes/gc/total:cpu-seconds":
		v.setSeconds(c.gcTotal())
	case "/cpu/classes/scavenge/assist:cpu-seconds":
		v.setSeconds(c.scavengeAssist)
	case "/cpu/classes/scavenge/background:cpu-seconds":
		v.setSeconds(c.scavengeBackground)
	case "/cpu/classes/scavenge/total:cpu-seconds":
		v.setSeconds(c.scavengeTotal())
	case "/cpu/classes/idle:cpu-seconds":
		v.setSeconds(r.idleCPU)
	case "/cpu/classes/user:cpu-seconds":
		v.setSeconds(r.totalCPU - c.gcTotal() - c.scavengeTotal() - r.idleCPU)
	case "/cpu/classes/total:cpu-seconds":
		v.setSeconds(r.totalCPU)
	default:
		return false
	}
	return true
}

func (r *metricValues) readHeap(name string, v *metricValue) bool {
	m := &r.mem
	switch name {
	case "/gc/heap/allocs-by-size:bytes":
		v.setSizes(&r.allocs)
	case "/gc/heap/frees-by-size:bytes":
		v.setSizes(&r.frees)
	case "/gc/heap/allocs:bytes":
		v.setUint64(m.TotalAlloc)
	case "/gc/heap/allocs:objects":
		v.setUint64(count(&r.allocs))
	case "/gc/heap/frees:bytes":
		v.setUint64(m.TotalAlloc - m.Alloc)
	case "/gc/heap/frees:objects":
		v.setUint64(count(&r.frees))
	case "/gc/heap/goal:bytes":
		v.setUint64(m.NextGC)
	case "/gc/heap/live:bytes":
		v.setUint64(r.heapLive)
	case "/gc/heap/objects:objects":
		v.setUint64(m.HeapObjects)
	case "/gc/heap/tiny/allocs:objects":
		v.setUint64(r.tinyAllocs)
	default:
		return false
	}
	return true
}

// The classes add up to the total.
func (r *metricValues) readMemory(name string, v *metricValue) bool {
	m := &r.mem
	switch name {
	case "/memory/classes/heap/free:bytes":
		v.setUint64(m.HeapIdle - m.HeapReleased)
	case "/memory/classes/heap/objects:bytes":
		v.setUint64(m.HeapAlloc)
	case "/memory/classes/heap/released:bytes":
		v.setUint64(m.HeapReleased)
	case "/memory/classes/heap/stacks:bytes":
		v.setUint64(m.StackInuse)
	case "/memory/classes/heap/unused:bytes":
		v.setUint64(m.HeapInuse - m.HeapAlloc)
	case "/memory/classes/metadata/mcache/free:bytes":
		v.setUint64(m.MCacheSys - m.MCacheInuse)
	case "/memory/classes/metadata/mcache/inuse:bytes":
		v.setUint64(m.MCacheInuse)
	case "/memory/classes/metadata/mspan/free:bytes":
		v.setUint64(m.MSpanSys - m.MSpanInuse)
	case "/memory/classes/metadata/mspan/inuse:bytes":
		v.setUint64(m.MSpanInuse)
	case "/memory/classes/metadata/other:bytes":
		v.setUint64(m.GCSys)
	case "/memory/classes/os-stacks:bytes":
		v.setUint64(m.StackSys - m.StackInuse)
	case "/memory/classes/other:bytes":
		v.setUint64(m.OtherSys)
	case "/memory/classes/profiling/buckets:bytes":
		v.setUint64(m.BuckHashSys)
	case "/memory/classes/total:bytes":
		v.setUint64(m.Sys)
	default:
		return false
	}
	return true
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
