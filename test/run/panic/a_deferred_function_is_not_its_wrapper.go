// A function inlined into the wrapper of a defer statement is a call of its own: what it calls must not recover.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func tryRecover() any { return recover() }

func callsIt(s string) { println(s, tryRecover() == nil) }

func direct(s string) { println(s, recover() != nil) }

func main() {
	defer direct("outer")
	defer callsIt("inner")
	defer func() { callsIt("literal") }()
	panic(1)
}

// CHECK: literal true
// CHECK-NEXT: inner true
// CHECK-NEXT: outer true
