// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func worker(in <-chan int, out chan<- int) {
	for v := range in {
		out <- v * v
	}
	close(out)
}

func main() {
	in, out := make(chan int), make(chan int, 1)
	go worker(in, out)
	go func(n int) {
		for i := range n {
			in <- i
		}
		close(in)
	}(100)
	sum := 0
	for v := range out {
		sum += v
	}
	println(sum, len(out), cap(out)) // CHECK: 328350 0 1
}
