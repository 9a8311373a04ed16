// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	a, b := make(chan int, 1), make(chan string, 1)
	var none chan int
	select {
	case v := <-a:
		println("a", v)
	case <-none:
		println("never")
	default:
		println("default") // CHECK: default
	}
	a <- 1
	select {
	case v, ok := <-a:
		println("got", v, ok) // CHECK-NEXT: got 1 true
	case b <- "x":
		if len(a) == 0 {
			println("sent")
		}
		<-b
		println("got 1 true") // either may be chosen
	}
	close(b)
	select {
	case v, ok := <-b:
		println(v == "", ok) // CHECK-NEXT: true false
	}
	go func() {
		for i := range 3 {
			none2 := a
			select {
			case none2 <- i:
			}
		}
		close(a)
	}()
	sum := 0
	for a != nil {
		select {
		case v, ok := <-a:
			if !ok {
				a = nil
			}
			sum += v + 1
		}
	}
	println(sum >= 7) // CHECK-NEXT: true
}
