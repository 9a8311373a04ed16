// The capacities that append gives are those of gc 1.22.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type t3 struct {
	a    *int
	b, c int
}

func main() {
	var a, b, c, d = 0, 0, 0, 0
	var bytes []byte
	var ints []int
	var ptrs []*int
	var structs []t3
	for i := 0; i < 3000; i++ {
		bytes, ints, ptrs, structs = append(bytes, 0), append(ints, 0), append(ptrs, nil), append(structs, t3{})
		if cap(bytes) != a || cap(ints) != b || cap(ptrs) != c || cap(structs) != d {
			a, b, c, d = cap(bytes), cap(ints), cap(ptrs), cap(structs)
			println(i, a, b, c, d)
		}
	}
}

// CHECK: 0 8 1 1 1
// CHECK: 4 8 8 8 8
// CHECK: 16 32 32 32 37
// CHECK: 64 128 128 143 74
// CHECK: 170 256 256 287 341
// CHECK: 512 896 848 607 682
// CHECK: 1280 1408 1792 1535 1706
// CHECK: 2560 3072 3408 3071 3413
