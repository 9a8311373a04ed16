// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type pair struct {
	a int
	b any
}

func try(name string, f func()) {
	defer func() { println(name+":", recover().(error).Error()) }()
	f()
}

func main() {
	m := map[any]int{}
	var none map[any]int
	p := map[pair]int{}
	try("assign", func() { m[[]int{}] = 1 })             // CHECK: assign: runtime error: hash of unhashable type []int
	try("read", func() { _ = m[func() {}] })             // CHECK-NEXT: read: runtime error: hash of unhashable type func()
	try("nil map", func() { _ = none[map[int]int{}] })   // CHECK-NEXT: nil map: runtime error: hash of unhashable type map[int]int
	try("delete", func() { delete(m, any([]string{})) }) // CHECK-NEXT: delete: runtime error: hash of unhashable type []string
	try("field", func() { p[pair{1, []int{}}] = 1 })     // CHECK-NEXT: field: runtime error: hash of unhashable type []int
	try("nil assign", func() { none[1] = 1 })            // CHECK-NEXT: nil assign: assignment to entry in nil map
	m[pair{1, "x"}]++
	m[pair{1, "x"}]++
	println(len(m), m[pair{1, "x"}]) // CHECK-NEXT: 1 2
}
