// traced: goroutines that talk and goroutines that start and end, without and with an execution trace.
package main

import (
	"io"
	"runtime/trace"
	"sync"
)

func pingPong(n int) {
	a, b := make(chan int), make(chan int)
	go func() {
		for x := range a {
			b <- x + 1
		}
		close(b)
	}()
	for i := range n {
		a <- i
		sink += <-b
	}
	close(a)
	<-b
}

func spawn(n int) {
	const batch = 100
	var wg sync.WaitGroup
	for done := 0; done < n; done += batch {
		wg.Add(batch)
		for range batch {
			go wg.Done()
		}
		wg.Wait()
	}
}

func main() {
	measure("ping-pong", 50000, pingPong)
	measure("spawn", 50000, spawn)
	if err := trace.Start(io.Discard); err != nil {
		panic(err)
	}
	measure("ping-pong-traced", 50000, pingPong)
	measure("spawn-traced", 50000, spawn)
	trace.Stop()
}
