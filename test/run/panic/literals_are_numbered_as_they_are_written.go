// gc numbers function literals in the order of the text, not of their evaluation, and leaves out what it knows to be dead.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

//go:noinline
func name() string {
	pc, _, _, _ := runtime.Caller(1)
	return runtime.FuncForPC(pc).Name()
}

//go:noinline
func id[T any](v T) T { return v }

type F = func() string

var list = [...]F{func() string { return name() }, id(func() string { return name() })}
var field = struct{ b, a F }{a: func() string { return name() }, b: nil}

//go:noinline
func array() [3]F {
	return [...]F{func() string { return name() }, func() F { println(name()); return nil }(), id(func() string { return name() })}
}

//go:noinline
func loop() {
	const debug = false
	var i [1]int
	for n := id(0); n < 1; n += func() int { println("post", name()); return 1 }() {
		println("body", func() string { return name() }())
	}
	for i[func() int { println("left", name()); return 0 }()] = range func() []int { println("range", name()); return i[:] }() {
	}
	if debug && func() bool { return false }() {
		defer func() {}()
	}
	switch 2 {
	case 1:
		func() {}()
	case 2:
		println("two", func() string { return name() }())
		if !debug {
			return
		}
		func() {}()
	}
}

type G[T any] struct{}

func (G[T]) M() string { return "" }

func values[T any]() {
	l := [...]F{G[T]{}.M, id(func() string { return name() })}
	println(l[1]())
}

func main() {
	println(list[1](), list[0](), field.a()) // CHECK: main.init.func2 main.init.func1 main.init.func3
	a := array()                             // CHECK: main.array.func2
	println(a[0](), a[2]())                  // CHECK: main.array.func1 main.array.func3
	loop()                                   // CHECK: body main.loop.func2
	// CHECK: post main.loop.func1
	// CHECK: range main.loop.func4
	// CHECK: left main.loop.func3
	// CHECK: two main.loop.func5
	values[int]() // CHECK: main.values[...].func2
}
