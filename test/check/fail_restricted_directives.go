// RUN: %exits 1 %minigo build --stop-after=check %s 2>&1 | %FileCheck %s
package main

//go:nowritebarrier
// CHECK: :[[@LINE-1]]:3: //go:nowritebarrier only allowed in runtime
func a() {}

//go:uintptrkeepalive
// CHECK: :[[@LINE-1]]:3: //go:uintptrkeepalive is only allowed in the standard library
func b() {}

//go:cgo_ldflag -lm
// CHECK: :[[@LINE-1]]:3: //go:cgo_ldflag -lm only allowed in cgo-generated code
// CHECK: :[[@LINE-2]]:3: usage: //go:cgo_ldflag "arg"
func c() {}

//go:cgo_import_dynamic f f "libc.so"
func d() {}

//go:cgo_import_static "f"
// CHECK: :[[@LINE-1]]:3: //go:cgo_import_static "f" only allowed in cgo-generated code
// CHECK: :[[@LINE-2]]:3: usage: //go:cgo_import_static local
func main() {}
