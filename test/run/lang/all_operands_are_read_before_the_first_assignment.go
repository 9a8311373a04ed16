// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type in struct{ f int }

var x int

func set(v int) int { x = v; return v }

func try(name string, f func()) {
	defer func() { println(name, x, recover() != nil) }()
	f()
}

func main() {
	var arr [4]int
	var np *in
	var mp map[int]int
	var pp **in
	k, zero := 9, 0
	try("right side", func() { arr[k] = set(7) })      // CHECK: right side 7 true
	try("op", func() { np.f += set(8) })               // CHECK-NEXT: op 8 true
	try("of map", func() { mp[zero] += set(9) })       // CHECK-NEXT: of map 9 true
	try("left side", func() { x, (*pp).f = 1, 2 })     // CHECK-NEXT: left side 9 true
	try("second value", func() { x, k = 1, arr[k] })   // CHECK-NEXT: second value 9 true
	x, y := 0, []int{4, 5}
	x, y[x], y = 1, 6, nil
	println(x, len(y)) // CHECK-NEXT: 1 0
	i, a := 0, []int{1, 2}
	i, a[i] = 1, 7
	a[0], a[1] = a[1], a[0]
	println(i, a[0], a[1]) // CHECK-NEXT: 1 2 7
}
