// A pointer that is only passed on is the callee's: no slot of the caller keeps it.
// RUN: %minigo run --dump=stackmaps:main.pass %s | %FileCheck %s
package main

//go:noinline
func use(p *int) {}

// CHECK: main.pass
// CHECK-NEXT: {{^}}  0x{{[0-9a-f]+}}  call_arguments_are_not_kept_alive.go:[[@LINE+4]]{{$}}
//
//go:noinline
func pass(p *int) {
	use(p)
}

func main() { pass(new(int)) }
