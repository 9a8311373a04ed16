// When no goroutine can run any more, the scheduler says who waits for what, and exits with 2.
package main

func main() {
	ch := make(chan int)
	go func() { ch <- 1 }()
	<-ch
	<-ch // nobody is left to send
}
