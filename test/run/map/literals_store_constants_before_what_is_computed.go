// Of equal keys of a literal the last one stored stays. gc stores constants and literals of such first, what is computed or
// put into an interface after them, each in source order.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type K [1]any
type P struct{ x, y int }

//go:noinline
func id[T any](v T) T { return v }

func main() {
	println(map[K]int{{}: id(1), {}: 2}[K{}])               // CHECK: {{^}}1
	println(map[K]int{{}: 1, id(K{}): 2}[K{}])              // CHECK: {{^}}2
	println(map[K]int{{}: id(1), id(K{}): 2, {}: 3}[K{}])   // CHECK: {{^}}2
	println(map[K]string{{nil}: "", {5}: "a", {5}: id("b")}[K{5}], // CHECK: {{^}}b c
		map[P]string{P{}: string([]byte("c")), P{0, 0}: "d"}[P{}])
	println(map[K]any{{}: 1, {}: nil}[K{}].(int))           // CHECK: {{^}}1
	println(map[P]*P{{}: {1, 2}, {}: nil}[P{}].y)           // CHECK: {{^}}2
	five := id(5)
	many := map[any]any{0: 0, 1: 1, 2: 2, five: "five", 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 8, 9: 9, 10: 0, 11: 1, 12: 2, 13: 3, 14: 4,
		15: 5, 16: 6, 17: 7, 18: 8, 19: 9, 20: 0, 21: 1, 22: 2, 23: 3, 24: 4, 25: 5, 26: 6, 27: 7, 28: 8}
	println(many[5].(int), len(many))                       // CHECK: {{^}}5 29
	same := map[K]int{{0}: 0, {1}: 1, {2}: 2, {3}: 3, {4}: 4, {id(5)}: -5, {5}: 5, {6}: 6, {7}: 7, {8}: 8, {9}: 9, {10}: 0, {11}: 1,
		{12}: 2, {13}: 3, {14}: 4, {15}: 5, {16}: 6, {17}: 7, {18}: 8, {19}: 9, {20}: 0, {21}: 1, {22}: 2, {23}: 3, {24}: 4, {25}: 5}
	println(same[K{5}], len(same))                          // CHECK: {{^}}5 26
}
