// collects FILE: traces goroutines that allocate so much that they help to mark.
package main

import (
	"os"
	"runtime/debug"
	"runtime/trace"
	"time"
)

type tree struct{ l, r *tree }

func grow(depth int) *tree {
	if depth == 0 {
		return nil
	}
	return &tree{grow(depth - 1), grow(depth - 1)}
}

var sink [8]*tree

func main() {
	debug.SetGCPercent(5)
	f, _ := os.Create(os.Args[1])
	trace.Start(f)
	for i := range sink {
		go func() {
			for {
				sink[i] = grow(14)
			}
		}()
	}
	time.Sleep(500 * time.Millisecond)
	trace.Stop()
}
