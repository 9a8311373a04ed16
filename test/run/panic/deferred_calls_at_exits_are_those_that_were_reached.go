// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func say(s string) { print(s, " ") }

func f(n int) (r int) {
	defer say("first")
	if n == 0 {
		return 1
	}
	if n&1 != 0 {
		defer func() { r *= 10 }()
	} else {
		defer say("even")
	}
	var unset func()
	if n == 4 {
		defer unset() // panics when it would run
	}
	defer func() {
		if e := recover(); e != nil {
			r = -1
		}
	}()
	if n == 3 {
		panic(n)
	}
	return n
}

func main() {
	println(f(0)) // CHECK: first 1
	println(f(1)) // CHECK-NEXT: first 10
	println(f(2)) // CHECK-NEXT: even first 2
	println(f(3)) // CHECK-NEXT: first -10
	defer func() {
		_, ok := recover().(error)
		println(ok) // CHECK-NEXT: even first true
	}()
	f(4)
}
