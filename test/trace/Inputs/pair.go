// pair FILE: traces a goroutine that sleeps once.
package main

import (
	"os"
	"runtime/trace"
	"time"
)

func main() {
	f, _ := os.Create(os.Args[1])
	trace.Start(f)
	defer trace.Stop()
	done := make(chan bool)
	go partner(done)
	<-done
	time.Sleep(10 * time.Millisecond) // until it has ended
}

//go:noinline
func partner(done chan bool) {
	time.Sleep(time.Millisecond)
	done <- true
}
