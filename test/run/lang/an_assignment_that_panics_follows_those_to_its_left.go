// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type node struct{ in struct{ f int } }

var x int

func try(name string, f func()) {
	defer func() { println(name, x, recover() != nil) }()
	f()
}

func main() {
	var arr [4]int
	var np *node
	var ip *[3]int
	var is []node
	var mp map[int]int
	var e struct{ *node }
	k := 9
	try("array", func() { x, arr[k] = 1, 2 })                // CHECK: array 1 true
	try("field of nil", func() { x, np.in.f = 2, 2 })        // CHECK-NEXT: field of nil 2 true
	try("array of nil", func() { x, ip[1] = 3, 2 })          // CHECK-NEXT: array of nil 3 true
	try("field of element", func() { x, is[0].in.f = 4, 2 }) // CHECK-NEXT: field of element 4 true
	try("nil map", func() { x, mp[1] = 5, 2 })               // CHECK-NEXT: nil map 5 true
	try("promoted field", func() { x, e.in.f = 6, 2 })       // CHECK-NEXT: promoted field 6 true
}
