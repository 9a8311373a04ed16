// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	m := map[any]int{any(nil): 1, 'a': 2, "a": 3, struct{}{}: 4}
	println(m[nil], m['a'], m["a"], m[struct{}{}], m[97]) // CHECK: 1 2 3 4 0
}
