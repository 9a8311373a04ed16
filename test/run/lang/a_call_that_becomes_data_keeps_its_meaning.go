// Initial values that are calls: each call its own memory, one argument the same memory wherever it is used.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "errors"

type point struct{ x, y any }

func two(p *point) [2]*point                  { return [2]*point{p, p} }
func fresh(x int8) *point                     { return &point{x, uint16(3)} }
func first(a, b int) (r float64)              { return 2.5 }
func iface(x int) any                         { return x }
func loop(x int) []int                        { return loop(x) }
func shadow(x, y int) [2]int                  { return swap(y, x) }
func swap(x, y int) [2]int                    { return [2]int{x, y} }
func say(s string) int                        { println(s); return 7 }
func variadic(s ...int) [2][]int              { return [2][]int{s, s} }
func named(n struct{ a int }) struct{ a int } { return n }

var (
	pair         = two(&point{1, 2})
	a, b         = fresh(1), fresh(1)
	c            = first(say("say runs"), 2)
	boxed        = iface(5)
	order        = shadow(1, 2)
	v            = variadic(1, 2)
	e1, e2       = errors.New("e"), errors.New("e")
	n            = named(struct{ a int }{4})
	forever      = func() []int { return loop(1) }
	anyThing any = fresh(9)
)

func main() {
	// CHECK: say runs
	pair[0].x = 9
	println(pair[1].x.(int), pair[0] == pair[1]) // CHECK-NEXT: 9 true
	a.x = 3
	println(b.x.(int8), b.y.(uint16), a == b) // CHECK-NEXT: 1 3 false
	println(c == 2.5, boxed.(int))            // CHECK-NEXT: true 5
	println(order[0], order[1])               // CHECK-NEXT: 2 1
	v[0][0] = 8
	println(v[1][0], e1 == e2, n.a, forever != nil) // CHECK-NEXT: 8 false 4 true
	println(anyThing.(*point).x.(int8))             // CHECK-NEXT: 9
}
