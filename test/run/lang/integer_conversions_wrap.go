// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	x := 300
	println(uint8(x), int8(x), uint16(-x&0xffff)) // CHECK: 44 44 65236
	f := -3.9
	println(int(f), uint8(int(f)))  // CHECK-NEXT: -3 253
	println(-7/2, -7%2, 7&^5, 1<<3|1) // CHECK-NEXT: -3 -1 2 9
	var s uint = 70
	println(1<<s>>s == 0, int32(-1)>>s) // CHECK-NEXT: true -1
	min := int64(-1 << 63)
	println(min/int64(-1+int(s-s))) // CHECK-NEXT: -9223372036854775808
}
