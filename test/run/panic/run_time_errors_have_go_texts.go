// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

type i interface{ M() }

func main() {
	var a []int
	var p *struct{ x [10]int }
	var m map[string]int
	var x any = "s"
	n, zero := 5, 0
	try(func() { _ = a[n] })          // CHECK: runtime error: index out of range [5] with length 0
	try(func() { _ = a[1:n] })        // CHECK-NEXT: runtime error: slice bounds out of range [:5] with capacity 0
	try(func() { _ = "abc"[n:] })     // CHECK-NEXT: runtime error: slice bounds out of range [5:3]
	try(func() { _ = n / zero })      // CHECK-NEXT: runtime error: integer divide by zero
	try(func() { p.x[1] = 1 })        // CHECK-NEXT: runtime error: invalid memory address or nil pointer dereference
	try(func() { m["a"] = 1 })        // CHECK-NEXT: assignment to entry in nil map
	try(func() { _ = x.(int) })       // CHECK-NEXT: interface conversion: interface {} is string, not int
	try(func() { _ = x.(i) })         // CHECK-NEXT: interface conversion: string is not main.i: missing method M
	try(func() { _ = map[any]int{a: 1} }) // CHECK-NEXT: runtime error: hash of unhashable type []int
	try(func() { _ = any(a) == any(a) })  // CHECK-NEXT: runtime error: comparing uncomparable type []int
	try(func() { _ = make([]int, n-6) })  // CHECK-NEXT: runtime error: makeslice: len out of range
	try(func() { _ = [4]int(make([]int, 2)) }) // CHECK-NEXT: runtime error: cannot convert slice with length 2 to array or pointer to array with length 4
	try(func() { c := make(chan int); close(c); close(c) }) // CHECK-NEXT: close of closed channel
	try(func() { c := make(chan int); close(c); c <- 1 })   // CHECK-NEXT: send on closed channel
	try(func() { _ = 1 << (n - 6) }) // CHECK-NEXT: runtime error: negative shift amount
}
