// After a recovered panic the frame returns its result variable: an object, at every call after the defer, as is the
// record of the deferred call.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

//go:noinline
func use() {}

// CHECK: main.f  args w1
//
//go:noinline
func f(p *int) (r *int) {
	r = p
	defer func() { recover() }()
	use()    // CHECK-NEXT: go:[[@LINE]]{{.*}}  objects fp-[[D:[0-9]+]][3:0x2]{{.*}} fp-[[R:[0-9]+]][1:0x1]
	return r // CHECK-NEXT: go:[[@LINE]]{{.*}}  objects fp-[[D]][3:0x2]{{.*}} fp-[[R]][1:0x1]
} // CHECK-NEXT: go:[[@LINE]]  objects fp-[[D]][3:0x2]{{.*}} fp-[[R]][1:0x1]

func main() { f(new(int)) }
