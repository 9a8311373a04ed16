// busy FILE MS: traces goroutines that talk, sleep, read files and allocate, for MS milliseconds; 0: until it is killed.
package main

import (
	"os"
	"runtime"
	"runtime/trace"
	"strconv"
	"time"
)

var sink []byte

func pair(a, b chan int) {
	for v := range a {
		sink = make([]byte, 1000)
		b <- v
	}
}

func main() {
	f, _ := os.Create(os.Args[1])
	ms, _ := strconv.Atoi(os.Args[2])
	trace.Start(f)
	for range 2 {
		a, b := make(chan int), make(chan int)
		go pair(a, b)
		go func() {
			for i := 0; ; i++ {
				a <- i
				if <-b; i%50 == 0 {
					time.Sleep(time.Millisecond)
				}
			}
		}()
	}
	go func() {
		runtime.LockOSThread()
		for {
			os.ReadFile("/proc/self/stat")
			time.Sleep(time.Millisecond)
		}
	}()
	if ms == 0 {
		select {}
	}
	time.Sleep(time.Duration(ms) * time.Millisecond)
	trace.Stop()
}
