// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type msg struct {
	n    int
	text string
	next *msg
}

func main() {
	for size := range 4 {
		c := make(chan msg, size)
		go func() {
			for i := range 1000 {
				c <- msg{i, "m", &msg{n: i}}
			}
			close(c)
		}()
		want := 0
		for m := range c {
			if m.n != want || m.next.n != want || m.text != "m" {
				println("wrong", m.n, want)
			}
			want++
		}
		m, ok := <-c
		println(size, want, ok, m.text == "", m.next == nil)
		// CHECK: 0 1000 false true true
		// CHECK-NEXT: 1 1000 false true true
		// CHECK-NEXT: 2 1000 false true true
		// CHECK-NEXT: 3 1000 false true true
	}
}
