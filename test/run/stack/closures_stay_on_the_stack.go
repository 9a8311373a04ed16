// Closures and what they capture live on the stack when they can, on the heap when they must; the stack moves meanwhile.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=stackmove=1,gcstress=1,clobberfree=1 %minigo run %s 2>&1 | %FileCheck %s
// CHECK: 9900
// CHECK-NEXT: 9 true
// CHECK-NEXT: 15 true
// CHECK-NEXT: 669 669 10 48
// CHECK-NEXT: 2 3 3 4
// CHECK-NEXT: 9901
// CHECK-NEXT: 11176 144465 45
package main

import "runtime"

type T struct{ p *int }

//go:noinline
func grow(n int) int {
	var a [64]int
	a[n&63] = n
	if n == 0 {
		return 0
	}
	return grow(n-1) + a[n&63]&1
}

//go:noinline
func each(n int, f func(int)) {
	for i := range n {
		grow(50)
		f(i)
	}
}

//go:noinline
func leak(f func()) func() { return f }

func named(n int) (r int, err error) {
	t := T{new(int)}
	defer func() {
		grow(300)
		if e := recover(); e != nil {
			r = n + *t.p
			runtime.GC()
		}
	}()
	*t.p = 5
	defer func(a, b int) { r += a + b; grow(200) }(n, *t.p)
	grow(400)
	if n%2 == 0 {
		panic(n)
	}
	return n, nil
}

func loopDefer(n int) (s int) {
	for i := 0; i < n; i++ {
		defer func() { s = s*3 + i }()
	}
	return 1
}

func gotoDefer(n int) (s int) {
	i := 0
again:
	x := i
	defer func() { s = s*3 + x }()
	i++
	if i < n {
		goto again
	}
	return 1
}

func kept() int {
	x := 0
	var f func()
	for i := range 5 {
		g := f
		f = func() {
			x += i
			if g != nil {
				g()
			}
		}
	}
	grow(500)
	f()
	return x
}

func perIter() int {
	var fs []func() int
	for i := 0; i < 4; i++ {
		y := i * 2
		fs = append(fs, func() int { y++; return y + i })
	}
	grow(600)
	s := 0
	for _, f := range fs {
		s += f() + f()
	}
	return s
}

func escaping() func() int {
	x := 1
	g := func() int { x++; return x }
	h := func() int { return g() }
	return h
}
func ptr() *int    { x := 3; f := func() *int { return &x }; return f() }
func store() **int { var pp **int; x := 4; p := &x; func() { pp = &p }(); return pp }

var global func()

func recur(n int, f func() int) int {
	if n == 0 {
		return f()
	}
	v := n
	return recur(n-1, func() int { grow(3); return v + f() })
}

func selfRef(n int) int {
	var fib func(int) int
	calls := 0
	fib = func(k int) int {
		calls++
		if k < 2 {
			return k
		}
		return fib(k-1) + fib(k-2)
	}
	return fib(n)*1000 + calls
}

func chans() int {
	c := make(chan int)
	s := 0
	func() {
		go func() {
			for i := range 10 {
				c <- i
			}
			close(c)
		}()
	}()
	each(10, func(i int) { s += <-c })
	return s
}

func show(n int, err error) { println(n, err == nil) }

func main() {
	done := make(chan bool)
	go func() {
		s := 0
		each(100, func(i int) { s += i; each(2, func(j int) { s += j * i }) })
		println(s)
		show(named(4))
		show(named(5))
		println(loopDefer(5), gotoDefer(5), kept(), perIter())
		e := escaping()
		p := ptr()
		q := store()
		grow(1000)
		runtime.GC()
		println(e(), e(), *p, **q)
		global = leak(func() { s++ })
		grow(2000)
		global()
		println(s)
		println(recur(50, func() int { return s }), selfRef(12), chans())
		done <- true
	}()
	<-done
}
