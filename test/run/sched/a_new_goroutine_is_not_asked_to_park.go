// What ends while a collection asks it to stop leaves its record to the next goroutine, but not the question.
// RUN: env GOMAXPROCS=4 GODEBUG=preemptstorm=50 %minigo run %s 2>&1 | %FileCheck %s
package main

func nest(depth int) {
	done := make(chan int, 1)
	go func() {
		for range 6 * min(depth, 1) {
			nest(depth - 1)
		}
		b := make([]byte, 0, 10)
		for j := range 20000 {
			b = append(b, byte(j))
		}
		done <- len(b)
	}()
	<-done
}

func main() {
	for range 20 {
		nest(3)
	}
	println("done") // CHECK: done
}
