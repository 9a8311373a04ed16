// pauses: 500 MB of live heap and two goroutines that allocate as fast as they can: how long the world stood in a cycle, both
// stops together (MemStats.PauseNs), and how long one of the two was kept from going on, for whatever reason. Wall clock, two
// processors. allocation: ns an object, the collector's work and all waits included.
package main

import (
	"runtime"
	"slices"
	"time"
)

type tree struct {
	left, right *tree
	value       [4]int
}

func grow(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{left: grow(depth - 1), right: grow(depth - 1)}
}

var live []*tree
var last [2]*tree

// churn allocates until `until`, and returns how many objects, and the longest time between two.
func churn(k int, until time.Time) (n int, longest time.Duration) {
	for before := time.Now(); ; n += 16 {
		var list *tree
		for range 16 {
			list = &tree{left: list}
		}
		last[k] = list
		now := time.Now()
		longest = max(longest, now.Sub(before))
		if now.After(until) {
			return n, longest
		}
		before = now
	}
}

func main() {
	for range 5 {
		live = append(live, grow(20))
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const running = 6 * time.Second
	until := time.Now().Add(running)
	other := make(chan int)
	go func() {
		n, _ := churn(1, until)
		other <- n
	}()
	n, longest := churn(0, until)
	n += <-other
	runtime.ReadMemStats(&after)
	var stops []uint64
	for c := before.NumGC; c < after.NumGC; c++ {
		stops = append(stops, after.PauseNs[c%256])
	}
	slices.Sort(stops)
	report("stops-median", 1, int64(stops[len(stops)/2]))
	report("stops-longest", 1, int64(stops[len(stops)-1]))
	report("stall-longest", 1, int64(longest))
	report("allocation", n, int64(running))
	live = nil
}
