// Equal panics of inlined functions stay apart in a function with defer: each has its own line and its own frames.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func boom(n int) {
	if n > 3 {
		panic("n > 3")
	}
}

func deref(p *int) int { return *p }

func report() {
	recover()
	var pcs [9]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for f, more := frames.Next(); more && f.Function != "main.main"; f, more = frames.Next() {
		if f.Function > "main." && f.Function < "main/" {
			print(f.Function, ":", f.Line, " ")
		}
	}
	println()
}

//go:noinline
func try(c, n int, p *int) {
	defer report()
	switch c {
	case 0:
		boom(n) // CHECK: main.boom:9 main.try:[[@LINE]]
	case 1:
		boom(n) // CHECK-NEXT: main.boom:9 main.try:[[@LINE]]
	case 2:
		deref(p) // CHECK-NEXT: main.deref:13 main.try:[[@LINE]]
	case 3:
		deref(p) // CHECK-NEXT: main.deref:13 main.try:[[@LINE]]
	}
}

func main() {
	for c := 0; c < 4; c++ {
		try(c, 4, nil)
	}
}
