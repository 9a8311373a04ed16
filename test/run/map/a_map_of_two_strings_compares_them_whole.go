// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	m := map[string]int{"": 1, "ab": 2}
	key := []byte("abc")
	println(m[string(key[:2])], m["ac"], m["cb"], m[string(key)], m[""]) // CHECK: 2 0 0 0 1
	delete(m, "")
	m["a long key, longer than sixteen bytes"] = 3
	println(m[""], m["ab"], m["a long key, longer than sixteen byteS"], m["a long key, longer than sixteen bytes"]) // CHECK: 0 2 0 3
	delete(m, "ab")
	println(m["ab"], len(m)) // CHECK: 0 1
}
