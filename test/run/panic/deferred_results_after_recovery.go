// A recovered function returns its named results as deferred functions left them; defers in loops all run.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func f(n int) (res int, err string) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(string)
		}
	}()
	for i := 0; i < n; i++ {
		defer func() { res += i }()
	}
	res = 100
	panic("stop")
}

func main() {
	for n := 0; n < 4; n++ {
		r, e := f(n)
		println(r, e)
	}
}

// CHECK: 100 stop
// CHECK-NEXT: 100 stop
// CHECK-NEXT: 101 stop
// CHECK-NEXT: 103 stop
