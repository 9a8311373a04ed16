// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func f(n int) (r int) {
	defer func() {
		if e := recover(); e != nil {
			r = e.(int) * 10
		}
	}()
	if n > 0 {
		panic(n)
	}
	return 1
}

func helper() any { return recover() }

func notDirect() (e any) {
	defer func() { e = recover() }()
	defer func() { helper() }() // not called directly by the deferred function: no effect
	panic("still")
}

func main() {
	println(f(0), f(4))           // CHECK: 1 40
	println(notDirect() != nil)   // CHECK-NEXT: true
	println(recover() == nil)     // CHECK-NEXT: true
}
