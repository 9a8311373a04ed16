// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "time"

func main() {
	done := make(chan string)
	time.AfterFunc(time.Millisecond, func() { done <- "afterfunc" })
	println(<-done) // CHECK: {{^}}afterfunc
	f := time.AfterFunc(time.Hour, func() { println("never") })
	println(f.Stop()) // CHECK-NEXT: {{^}}true
}
