// RUN: %exits 1 %minigo build --stop-after=check %s 2>&1 | %FileCheck %s
package main

import "runtime/cgo"

type nih struct {
	_ cgo.Incomplete
	p *nih
}

var global nih // may be

func f[T any](*T) {}

func main() {
	var local nih
	// CHECK: :[[@LINE-1]]:6: nih is incomplete (or unallocatable); stack allocation disallowed
	_ = new([2]nih)
	// CHECK: :[[@LINE-1]]:9: [2]nih can't be allocated in Go; it is incomplete (or unallocatable)
	f(&global)
	// CHECK: :[[@LINE-1]]:2: cannot use incomplete (or unallocatable) type as a type argument: main.nih
	_ = local.p
}
