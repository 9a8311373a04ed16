// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "sync"

func main() {
	var once sync.Once
	n := 0
	for range 3 {
		once.Do(func() { n++ })
	}
	println(n) // CHECK: {{^}}1
}
