// Calls in an entry's value do not change its key if that is copied (a struct, an interface); a number is read after them.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type pair struct{ a, b int }

var n int

func next() int { n++; return n }

func main() {
	p := map[pair]int{{n, 7}: next()}
	println(p[pair{0, 7}], p[pair{1, 7}]) // CHECK: 1 0
	q := map[pair]int{}
	q[pair{n, 7}] = next()
	println(q[pair{1, 7}], q[pair{2, 7}]) // CHECK-NEXT: 2 0
	i := map[any]int{n: next()}
	println(i[2], i[3]) // CHECK-NEXT: 3 0
	a := map[[1]int]int{{n}: next()}
	println(a[[1]int{3}], a[[1]int{4}]) // CHECK-NEXT: 4 0
	m := map[int]int{n: next()}
	println(m[4], m[5]) // CHECK-NEXT: 0 5
}
