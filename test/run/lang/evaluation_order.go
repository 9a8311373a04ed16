// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func t(s string, v int) int { print(s, " "); return v }

func pair() (int, int) { return 1, 2 }

func main() {
	a := []int{0, 0, 0}
	i := 0
	i, a[i] = 1, 5 // index evaluated before assignment
	println(i, a[0]) // CHECK: 1 5
	a[0], a[1] = a[1], a[0]
	println(a[0], a[1]) // CHECK-NEXT: 0 5
	println(t("a", 1) + t("b", 2)*t("c", 3)) // CHECK-NEXT: a b c 7
	m := map[int]int{t("k1", 1): t("v1", 1), t("k2", 2): t("v2", 2)}
	println(len(m)) // CHECK-NEXT: k1 v1 k2 v2 2
	x, y := pair()
	x, y = y, x
	println(x, y, t("l", 0) == 1 && t("r", 0) == 0) // CHECK-NEXT: l 2 1 false
	var p *[3]int
	for i := range p { // only len
		print(i)
	}
	println() // CHECK-NEXT: 012
}
