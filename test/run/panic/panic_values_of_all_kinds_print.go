// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s --match-full-lines --strict-whitespace
package main

type B bool
type I int8
type U uintptr
type F float32
type C complex64
type D complex128
type S string
type L []int
type P *int
type T struct{ a, b int }
type E complex128
type G complex64

func (E) Error() string   { return "an error" }
func (*G) String() string { return "a pointer's string" }

var zero float64

func main() {
	for _, v := range []any{B(true), I(-8), U(7), F(1.5), C(complex(1.5, -2)), D(complex(-1/zero, 1e300)), complex64(1i), S("a\nb"), "a\nb", L(nil), P(nil), T{1, 2}, E(1), new(E), G(1), new(G), new(C), any(nil)} {
		defer func() { panic(v) }()
	}
	panic(zero / zero)
}

//      CHECK:panic: NaN
// CHECK-NEXT:	panic: panic called with nil argument
// CHECK-NEXT:	panic: (*main.C) 0x{{[0-9a-f]+}}
// CHECK-NEXT:	panic: a pointer's string
// CHECK-NEXT:	panic: main.G(+1.000000e+000+0.000000e+000i)
// CHECK-NEXT:	panic: an error
// CHECK-NEXT:	panic: an error
// CHECK-NEXT:	panic: (main.T) 0x{{[0-9a-f]+}}
// CHECK-NEXT:	panic: (main.P) 0x0
// CHECK-NEXT:	panic: (main.L) 0x{{[0-9a-f]+}}
// CHECK-NEXT:	panic: a
// CHECK-NEXT:b
// CHECK-NEXT:	panic: main.S("a
// CHECK-NEXT:b")
// CHECK-NEXT:	panic: (+0.000000e+000+1.000000e+000i)
// CHECK-NEXT:	panic: main.D(-Inf+1.000000e+300i)
// CHECK-NEXT:	panic: main.C(+1.500000e+000-2.000000e+000i)
// CHECK-NEXT:	panic: main.F(+1.500000e+000)
// CHECK-NEXT:	panic: main.U(7)
// CHECK-NEXT:	panic: main.I(-8)
// CHECK-NEXT:	panic: main.B(true)
