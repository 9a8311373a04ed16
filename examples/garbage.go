// A tree is built and dropped again and again; the collector finds what is still reached from stacks and globals.
// Watch it: GODEBUG=gctrace=1 prints a line a collection; GOGC=50 collects more often, GOGC=400 less.
package main

import (
	"fmt"
	"runtime"
)

type node struct{ left, right *node }

func tree(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{tree(depth - 1), tree(depth - 1)}
}

func (n *node) count() int {
	if n == nil {
		return 0
	}
	return 1 + n.left.count() + n.right.count()
}

func main() {
	kept := tree(10)
	for i := 0; i < 100; i++ {
		tree(14)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("kept", kept.count(), "nodes; collected:", m.NumGC > 0)
}
