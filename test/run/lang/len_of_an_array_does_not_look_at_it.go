// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

var calls int

func f() *[3]int { calls++; return nil }
func k() int     { calls++; return 99 }

func main() {
	var a [3][4]int
	var p *struct{ p *[2]int }
	c := make(chan *[3]int, 1)
	c <- nil
	println(len(*f()), cap(*f()), len(f()), calls) // CHECK: 3 3 3 3
	println(len(a[k()]), len(p.p), len(*<-c), len(c), calls) // CHECK-NEXT: 4 2 3 0 4
	for i := range *f() {
		print(i) // CHECK-NEXT: 012
	}
	for i := range a[k()] {
		print(i) // CHECK-SAME: 0123
	}
	println("", calls) // CHECK-SAME: 6
}
