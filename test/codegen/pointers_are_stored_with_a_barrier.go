// One test of the flag for fields of one object; none for the own frame, nor for what is no pointer.
// RUN: %minigo run --dump=asm:main.both %s | %FileCheck %s
// RUN: %minigo run --dump=asm:main.own %s | %FileCheck %s --check-prefix=NONE
package main

type T struct {
	a, b *int
	n    int
}

//go:noinline
func both(t *T, p, q *int) { t.a, t.n, t.b = p, 1, q }

//go:noinline
func own(p *int) int { return *T{a: p}.a }

func main() {
	x := 1
	both(new(T), &x, &x)
	println(own(&x))
}

// CHECK: main.both
// CHECK: cmpl $0x0, 0x{{[0-9a-f]+}}
// CHECK-NOT: cmpl
// CHECK: movq %{{r.+}}, (%
// CHECK-NEXT: movq %{{r.+}}, 0x8(%
// CHECK-NOT: cmpl
// NONE: main.own
// NONE-NOT: cmpl $0x0
// NONE: RET
