// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	a := [5]int{1, 2, 3, 4, 5}
	s := a[1:3:4]
	s = append(s, 40) // within capacity: writes a[3]
	t := append(s, 50) // beyond: copies
	t[0] = 99
	println(a[3], s[0], t[0], len(s), cap(s), len(t)) // CHECK: 40 2 99 3 3 4
	n := copy(a[1:], a[:]) // overlapping
	println(n, a[0], a[1], a[4]) // CHECK-NEXT: 4 1 1 40
	var nilSlice []byte
	nilSlice = append(nilSlice, "abc"...)
	println(string(nilSlice), nilSlice[:0] == nil) // CHECK-NEXT: abc false
	arr := [2]int(a[:2])
	p := (*[2]int)(a[:])
	p[1] = 7
	println(arr[1], a[1]) // CHECK-NEXT: 1 7
	clear(a[:2])
	println(a[0], a[1], a[2]) // CHECK-NEXT: 0 0 2
}
