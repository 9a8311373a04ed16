// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "math"

//go:noinline
func there(v uint64) (uint64, uint32) {
	return math.Float64bits(float64(v)), math.Float32bits(float32(v))
}

//go:noinline
func back(f float64) (uint64, uint64) { return uint64(f), uint64(float32(f)) }

func main() {
	h := uint64(1469598103934665603)
	for i := range uint(64) {
		for _, v := range []uint64{1 << i, 1<<i - 1, 1<<i + 1, ^uint64(0) - 1<<i, 0x8000000000000401 + 1<<i, 0x8000008000000001 - 1<<i} {
			a, b := there(v)
			c, d := back(float64(v) / 3)
			for _, w := range []uint64{a, uint64(b), c, d} {
				h = (h ^ w) * 1099511628211
			}
		}
	}
	println(h)                           // CHECK: 1678816358193191403
	println(back(9223372036854775808.0)) // CHECK: 9223372036854775808 9223372036854775808
}
