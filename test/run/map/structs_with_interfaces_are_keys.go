// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type key struct {
	s string
	i any
	a [2]int8
}

func main() {
	k := map[key]string{{"x", 1, [2]int8{1, 2}}: "one"}
	k[key{"x", "1", [2]int8{1, 2}}] = "two"
	println(len(k), k[key{"x", 1, [2]int8{1, 2}}], k[key{i: 5}] == "") // CHECK: 2 one true
}
