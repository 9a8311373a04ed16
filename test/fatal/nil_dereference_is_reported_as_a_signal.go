// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

type t struct{ a, b int }

//go:noinline
func get(p *t) int { return p.b }

func main() { println(get(nil)) }

// CHECK: panic: runtime error: invalid memory address or nil pointer dereference
// CHECK-NEXT: [signal SIGSEGV: segmentation violation code=0x1 addr=0x{{[08]}} pc=0x
// CHECK: {{^}}goroutine 1 [running]:
// CHECK-NEXT: main.get(
// CHECK-NEXT: nil_dereference_is_reported_as_a_signal.go:7
// CHECK-NEXT: main.main()
