// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	var f func()
	go f()
}

// CHECK: {{^}}fatal error: go of nil func value
