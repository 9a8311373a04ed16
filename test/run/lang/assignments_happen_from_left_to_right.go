// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type in struct{ f int }
type node struct{ in in }
type emb struct{ *node }

var x int

func set(v int) int { x = v; return v }

func try(name string, f func()) {
	defer func() { println(name, x, recover() != nil) }()
	f()
}

func main() {
	var arr [4]int
	var np *node
	var ip *[3]int
	var is []in
	var mp map[int]int
	var pp **in
	var e emb
	k, zero, c := 9, 0, make(chan int, 1)
	try("array", func() { x, arr[k] = 1, 2 })                 // CHECK: array 1 true
	try("field of nil", func() { x, np.in.f = 2, 2 })         // CHECK-NEXT: field of nil 2 true
	try("array of nil", func() { x, ip[1] = 3, 2 })           // CHECK-NEXT: array of nil 3 true
	try("field of element", func() { x, is[0].f = 4, 2 })     // CHECK-NEXT: field of element 4 true
	try("nil map", func() { x, mp[1] = 5, 2 })                // CHECK-NEXT: nil map 5 true
	try("promoted field", func() { x, e.in.f = 6, 2 })        // CHECK-NEXT: promoted field 6 true
	try("right side first", func() { arr[k] = set(7) })       // CHECK-NEXT: right side first 7 true
	try("op", func() { np.in.f += set(8) })                   // CHECK-NEXT: op 8 true
	try("of map", func() { mp[zero] += set(9) })              // CHECK-NEXT: of map 9 true
	try("operand is read first", func() { x, (*pp).f = 1, 2 }) // CHECK-NEXT: operand is read first 9 true
	try("value is read first", func() { x, k = 1, arr[k] })   // CHECK-NEXT: value is read first 9 true
	try("range", func() {
		for x, arr[k] = range []int{5} {
		}
	}) // CHECK-NEXT: range 0 true
	c <- 11
	var ok []bool
	try("receive", func() { x, ok[0] = <-c }) // CHECK-NEXT: receive 11 true
	c <- 12
	try("select", func() {
		select {
		case x, ok[0] = <-c:
		}
	}) // CHECK-NEXT: select 12 true
	try("two values", func() { x, arr[k] = func() (int, int) { return 13, 1 }() }) // CHECK-NEXT: two values 13 true
	x, y := 0, []int{4, 5}
	x, y[x], y = 1, 6, nil // what later operands read is as before the statement
	println(x, len(y)) // CHECK-NEXT: 1 0
	i, a := 0, []int{1, 2}
	i, a[i] = 1, 7
	a[0], a[1] = a[1], a[0]
	println(i, a[0], a[1]) // CHECK-NEXT: 1 2 7
}
