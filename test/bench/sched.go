// sched: goroutines, channels, select, locks, on one processor (the runner sets GOMAXPROCS=1).
package main

import (
	"runtime"
	"sync"
)

func pingPong(n int) {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v
		}
		close(b)
	}()
	for i := range n {
		a <- i
		<-b
	}
	close(a)
	<-b
}

func buffered(n int) {
	c := make(chan int, 128)
	go func() {
		for i := range n {
			c <- i
		}
		close(c)
	}()
	for v := range c {
		sink += v & 1
	}
}

func goFinish(n int) {
	done := make(chan struct{})
	for range n {
		go func() { done <- struct{}{} }()
		<-done
	}
}

func goWait(n int) {
	var wg sync.WaitGroup
	for ; n > 0; n -= 100 {
		wg.Add(100)
		for range 100 {
			go wg.Done()
		}
		wg.Wait()
	}
}

func gosched(n int) {
	for range n {
		runtime.Gosched()
	}
}

func selectReady(n int) {
	a, b := make(chan int, 1), make(chan int, 1)
	for i := range n {
		if i&1 == 0 {
			a <- i
		} else {
			b <- i
		}
		select {
		case v := <-a:
			sink += v & 1
		case v := <-b:
			sink += v & 1
		}
	}
}

func selectDefault(n int) {
	c := make(chan int)
	for range n {
		select {
		case v := <-c:
			sink += v
		default:
		}
	}
}

func selectBlock(n int) {
	a, b, quit := make(chan int), make(chan int), make(chan int)
	go func() {
		for i := range n {
			if i&1 == 0 {
				a <- i
			} else {
				b <- i
			}
		}
		close(quit)
	}()
	for {
		select {
		case v := <-a:
			sink += v & 1
		case v := <-b:
			sink += v & 1
		case <-quit:
			return
		}
	}
}

var mu sync.Mutex
var rw sync.RWMutex

func mutex(n int) {
	for range n {
		mu.Lock()
		sink++
		mu.Unlock()
	}
}

func rwMutex(n int) {
	for range n {
		rw.RLock()
		sink++
		rw.RUnlock()
	}
}

func main() {
	measure("ping-pong", 10000, pingPong)
	measure("buffered", 10000, buffered)
	measure("go+finish", 10000, goFinish)
	measure("go+wait", 10000, goWait)
	measure("gosched", 10000, gosched)
	measure("select-ready", 10000, selectReady)
	measure("select-default", 100000, selectDefault)
	measure("select-block", 10000, selectBlock)
	measure("mutex", 100000, mutex)
	measure("rwmutex", 100000, rwMutex)
}
