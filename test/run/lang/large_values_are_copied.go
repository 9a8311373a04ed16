// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type big struct {
	a [100]int
	s string
}

func change(b big) big { b.a[50]++; b.s += "x"; return b }

func main() {
	x := big{s: "s"}
	y := change(x)
	arr := [3]big{x, y, y}
	arr2 := arr
	arr2[1].a[50] = 9
	m := map[string]big{"k": y}
	z := m["k"]
	z.a[0] = 7
	ch := make(chan big, 1)
	ch <- y
	w := <-ch
	var i any = w
	w.a[50] = 1000
	println(x.a[50], y.a[50], y.s, arr[1].a[50], m["k"].a[0], i.(big).a[50]) // CHECK: 0 1 sx 1 0 1
}
