// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func f() [3]int { println("called"); return [3]int{} }

func main() {
	println(len(f())) // CHECK: called
	// CHECK-NEXT: 3
	c := make(chan [2]int, 1)
	c <- [2]int{}
	println(len(<-c), len(c)) // CHECK-NEXT: 2 0
}
