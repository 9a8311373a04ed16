// Values in hexadecimal, composite ones in braces, at most ten; "?" behind what the frame does not hold any more.
// Not without optimisation: variables are in memory, not in spilled arguments.
// UNSUPPORTED: noopt
// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

type P struct {
	x, y int8
	f    float64
}

//go:noinline
func fail() { panic("here") }

//go:noinline
func kept(n int, s []byte, name string, p P, b bool) {
	fail()
	println(n, len(s), cap(s), name, p.x, p.y, p.f, b, s)
}

//go:noinline
func many(a, b, c, d, e, f, g, h, i, j, k int) {
	kept(7, make([]byte, 3, 8), "ab", P{1, -1, 0.5}, true)
	println(a, b, c, d, e, f, g, h, i, j, k)
}

//go:noinline
func dropped(n int) { many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) }

func main() { dropped(3) }

// CHECK: main.fail()
// CHECK: main.kept(0x7, {0x{{[0-9a-f]+}}, 0x3, 0x8}, {0x{{[0-9a-f]+}}, 0x2}, {0x1, 0xff, 0x3fe0000000000000}, 0x1)
// CHECK: main.many(0x1, 0x2, 0x3, 0x4, 0x5, 0x6, 0x7, 0x8, 0x9, 0xa, ...)
// CHECK: main.dropped(0x0?)
// CHECK: main.main()
