// What moves from where the collector has not looked yet to where it has been is found by the write barrier only.
// RUN: env GODEBUG=gccheckmark=1,clobberfree=1 %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

import "runtime"

const n = 200000

var all = make([]*[2]int, n)

//go:noinline
func move(to, from uint32) { all[to] = all[from] }

func main() {
	for i := range all {
		all[i] = &[2]int{i, ^i}
	}
	done := make(chan bool)
	go func() {
		for i := 0; i < 20; i++ {
			runtime.GC()
		}
		close(done)
	}()
	seed, hole, first := uint32(1), uint32(0), all[0]
	for moving := true; moving; {
		for k := 0; k < 1000; k++ {
			seed = seed*1664525 + 1013904223
			next := seed >> 8 % n
			move(hole, next)
			hole = next
		}
		select {
		case <-done:
			moving = false
		default:
		}
	}
	all[hole] = first
	sum := 0
	for _, p := range all {
		if p[0] != ^p[1] {
			println("lost", p[0], p[1])
		}
		sum += p[0]
	}
	println(sum == n*(n-1)/2) // CHECK: true
}
