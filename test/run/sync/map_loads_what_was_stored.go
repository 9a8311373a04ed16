// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "sync"

func main() {
	var m sync.Map
	m.Store("a", 1)
	v, ok := m.LoadOrStore("a", 2)
	println(v.(int), ok) // CHECK: 1 true
}
