// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	a := make(chan int)
	go func() {
		for i := range 3 {
			select {
			case a <- i:
			}
		}
		close(a)
	}()
	for sum := 0; ; {
		select {
		case v, ok := <-a:
			if !ok {
				println(sum) // CHECK: {{^}}6
				return
			}
			sum += v + 1
		}
	}
}
