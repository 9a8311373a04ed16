// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type pair struct {
	name string
	n    any
}

func main() {
	var e1, e2 error
	zero := 0.0
	m := map[any]int{pair{"a", 1}: 1, 1.5: 2, "s": 3, [2]string{"x", "y"}: 4, nil: 5, zero: 6, 7: 7, e1: 8}
	_, ok := m[pair{"a", 2}]
	println(m[pair{"a", 1}], m[1.5], m["s"], m[[2]string{"x", "y"}], m[-zero], m[7], m[e2], ok) // CHECK: 1 2 3 4 6 7 8 false
	defer func() { println(recover().(error).Error()) }()
	println(m[[]int{}]) // CHECK: runtime error: hash of unhashable type []int
}
