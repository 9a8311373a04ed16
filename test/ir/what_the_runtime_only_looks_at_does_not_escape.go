// The column `keeps` of runtime/abi/entries.def.
// RUN: %minigo build -gcflags=-m %s 2>&1 | %FileCheck %s --implicit-check-not=heap
package p

import (
	"bytes"
	"runtime"
)

func find() int {
	b := make([]byte, 10) // CHECK: :[[@LINE]]:11: make([]byte, 10) does not escape
	return bytes.IndexByte(b, 1)
}

func callers() int {
	pcs := make([]uintptr, 10) // CHECK: :[[@LINE]]:13: make([]uintptr, 10) does not escape
	return runtime.Callers(0, pcs)
}

func profile() int {
	p := make([]runtime.StackRecord, 1) // CHECK: :[[@LINE]]:11: make([]runtime.StackRecord, 1) escapes to heap
	n, _ := runtime.GoroutineProfile(p)
	return n
}
