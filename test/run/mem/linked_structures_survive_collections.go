// Lists, trees and maps that are reachable from a local survive collections between their uses.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type node struct {
	left, right *node
	val         int
}

func build(d int) *node {
	if d == 0 {
		return &node{val: 1}
	}
	return &node{build(d - 1), build(d - 1), d}
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.val + n.left.sum() + n.right.sum()
}

func main() {
	t := build(6)
	m := map[int]*node{}
	for i := 0; i < 10; i++ {
		m[i] = build(i % 5)
		runtime.GC()
	}
	s := 0
	for _, n := range m {
		s += n.sum()
	}
	println(t.sum(), s) // CHECK: 184 146
}
