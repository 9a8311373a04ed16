// The type arguments are compared, not only their hashes: any and uint8 were once taken for each other.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "unsafe"

func size[T any]() uintptr {
	type pair struct{ a, b T }
	return unsafe.Sizeof(pair{})
}

func main() {
	println(size[string](), size[uint8](), size[[4]int](), size[any]()) // CHECK: 32 2 64 32
	println(size[error](), size[int8](), size[struct{}](), size[byte]()) // CHECK: 32 2 0 2
}
