// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	s := "a\xffé世"
	for i, r := range s {
		println(i, r)
	}
	// CHECK: 0 97
	// CHECK-NEXT: 1 65533
	// CHECK-NEXT: 2 233
	// CHECK-NEXT: 4 19990
	println(len(s), s[1], s[2:4], string(rune(0x4e16)), string([]rune{97, -1}) == "a\uFFFD") // CHECK-NEXT: 7 255 é 世 true
	println("ab" < "b", "a"+s[:1]+"c", []byte("hé")[1], len([]rune("hé")))                   // CHECK-NEXT: true aac 195 2
}
