// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func try(f func()) {
	defer func() {
		e := recover().(runtime.Error)
		e.RuntimeError()
		println(e.Error())
	}()
	f()
}

func main() {
	var x any = 1
	try(func() { _ = x.(string) }) // CHECK: interface conversion: interface {} is int, not string
	try(func() { panic(nil) })     // CHECK: panic called with nil argument
	var e *runtime.TypeAssertionError
	e.RuntimeError()
	var n *runtime.PanicNilError
	n.RuntimeError()
	println(n.Error()) // CHECK: panic called with nil argument
}
