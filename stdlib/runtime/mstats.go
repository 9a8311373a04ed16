// Statistics of memory. Replaces runtime/mstats.go.
package runtime

// A MemStats records statistics about the memory allocator. The native runtime fills it (runtime/mem/mstats.h).
type MemStats struct {
	Alloc, TotalAlloc, Sys, Lookups, Mallocs, Frees uint64

	HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapReleased, HeapObjects uint64

	StackInuse, StackSys, MSpanInuse, MSpanSys, MCacheInuse, MCacheSys, BuckHashSys, GCSys, OtherSys uint64

	NextGC, LastGC, PauseTotalNs uint64
	PauseNs, PauseEnd            [256]uint64
	NumGC, NumForcedGC           uint32
	GCCPUFraction                float64
	EnableGC, DebugGC            bool

	BySize [61]struct {
		Size           uint32
		Mallocs, Frees uint64
	}
}

func ReadMemStats(m *MemStats)

// MemProfileRate controls the fraction of allocations that a memory profile records.
var MemProfileRate int = 512 * 1024
