// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "sync"

func main() {
	p := sync.Pool{New: func() any { return "new" }}
	println(p.Get().(string)) // CHECK: {{^}}new
}
