// The comparison is vectorised, and the vector of equal pointers made before the outer loop: across the call each of its
// pointers has a slot, which moves with that of its base.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

//go:noinline
func use() {}

// CHECK: main.f  args w1 w4
//
//go:noinline
func f(xs []*int, p *int, n int) (c int) {
	for range n {
		use() // CHECK-NEXT: go:[[@LINE]]  slots {{.*}}sp+[[A:[0-9]+]] sp+[[B:[0-9]+]]{{.*}}  derived {{.*}}sp+[[A]]->sp+{{[0-9]+}} sp+[[B]]->sp+
		for _, x := range xs {
			if x == p {
				c++
			}
		}
	}
	return c
}

func main() { f(make([]*int, 100), nil, 3) }
