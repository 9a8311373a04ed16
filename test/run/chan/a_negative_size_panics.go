// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	n := -1
	defer func() { println(recover().(error).Error()) }() // CHECK: {{^}}makechan: size out of range
	_ = make(chan int, n)
}
