// What moves from where the collector has not looked yet to where it has been is found by the write barrier only.
// RUN: env GODEBUG=gccheckmark=1,clobberfree=1 %minigo run %s 2>&1 | %FileCheck %s
// REQUIRES: noknob
package main

import "runtime"

const n = 200000

var all = make([]*[2]int, n)

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
	seed := uint32(1)
	for moving := true; moving; {
		for k := 0; k < 1000; k++ {
			seed = seed*1664525 + 1013904223
			i, j := seed>>8%n, seed>>4%n
			all[i], all[j] = all[j], all[i]
		}
		select {
		case <-done:
			moving = false
		default:
		}
	}
	sum := 0
	for _, p := range all {
		if p[0] != ^p[1] {
			println("lost", p[0], p[1])
		}
		sum += p[0]
	}
	println(sum == n*(n-1)/2) // CHECK: true
}
