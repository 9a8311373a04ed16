// core: the small measures of a Go implementation. Prints "name ns/op" lines; bench.py compares them with gc's.
package main

import (
	"os"
	"runtime"
	"time"
)

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func pingPong(n int) {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v
		}
		close(b)
	}()
	for i := range n {
		a <- i
		<-b
	}
	close(a)
}

func goFinish(n int) {
	done := make(chan struct{})
	for range n {
		go func() { done <- struct{}{} }()
		<-done
	}
}

func mapInsert(n int) {
	for range n / 1000 {
		m := map[int]int{}
		for k := range 1000 {
			m[k*7] = k
		}
	}
}

var lookup = map[int]int{}
var sink int

func mapLookup(n int) {
	for i := range n {
		sink += lookup[i&1023]
	}
}

type node struct {
	next *node
	v    [3]int
}

var list *node

func alloc(n int) {
	for i := range n {
		if i%100 == 0 {
			list = nil
		}
		list = &node{next: list}
	}
}

func gosched(n int) {
	for range n {
		runtime.Gosched()
	}
}

// measure reports the best of five runs.
func measure(name string, n int, f func(int)) {
	f(n / 10)
	best := time.Duration(1 << 62)
	for range 5 {
		t := time.Now()
		f(n)
		best = min(best, time.Since(t))
	}
	println(name, best.Nanoseconds()*100/int64(n), "/100 ns")
}

func main() {
	for k := range 1024 {
		lookup[k] = k
	}
	if len(os.Args) > 1 {
		runtime.GOMAXPROCS(1)
	}
	measure("fib(30)", 1, func(int) { sink += fib(30) })
	measure("ping-pong", 200000, pingPong)
	measure("go+finish", 200000, goFinish)
	measure("map-insert", 1000000, mapInsert)
	measure("map-lookup", 5000000, mapLookup)
	measure("alloc-32B", 5000000, alloc)
	measure("gosched", 500000, gosched)
}
