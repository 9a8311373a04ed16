// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func f() (s string) {
	defer func() { s += recover().(string) }()
	defer func() {
		defer func() { s += recover().(string) + "," }()
		panic("inner")
	}()
	defer func() { panic("second") }()
	panic("first")
}

func main() {
	for i := 0; i < 1000; i++ {
		f()
	}
	println(f())
}

// CHECK: inner,second
