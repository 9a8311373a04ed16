// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	z := 0.0
	println(1/z, -1/z, z/z == z/z, float32(0.1) == 0.1) // CHECK: +Inf -Inf false true
	var f float32 = 16777216
	println(f+1 == f, float64(f)+1 == float64(f), 1e100, 123456.789) // CHECK-NEXT: true false +1.000000e+100 +1.234568e+005
	u := uint64(1<<63 + 1024)
	println(uint64(float64(u)) == u-1024 || uint64(float64(u)) == u, int64(-1.5e10)) // CHECK-NEXT: true -15000000000
}
