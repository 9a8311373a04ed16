// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func t(s string, v int) int { print(s, " "); return v }

func main() {
	println(t("a", 1) + t("b", 2)*t("c", 3)) // CHECK: a b c 7
	m := map[int]int{t("k1", 1): t("v1", 1), t("k2", 2): t("v2", 2)}
	println(len(m)) // CHECK-NEXT: k1 v1 k2 v2 2
}
