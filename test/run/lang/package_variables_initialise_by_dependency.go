// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

var (
	a = show("a", c+b)
	b = show("b", f())
	c = show("c", 1)
	_ = show("blank", 0)
)

func f() int { return d + 1 }

var d = show("d", 10)

func show(n string, v int) int { print(n, "=", v, " "); return v }

func init() { println("init 1") }
func init() { println("init 2") }

func main() { println("main", a) }

// CHECK: c=1 blank=0 d=10 b=11 a=12 init 1
// CHECK-NEXT: init 2
// CHECK-NEXT: main 12
