// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=panicnil=1 %minigo run %s 2>&1 | %FileCheck --check-prefix=OLD %s
package main

import (
	"fmt"
	"runtime"
)

func try(f func()) {
	defer func() {
		r := recover()
		_, ok := r.(*runtime.PanicNilError)
		fmt.Println(r, ok)
	}()
	f()
}

func main() {
	try(func() { panic(nil) }) // CHECK: panic called with nil argument true
	// OLD: <nil> false
	var e error
	try(func() { panic(e) }) // CHECK: panic called with nil argument true
	try(func() { defer panic(nil); panic("x") }) // CHECK: panic called with nil argument true
}
