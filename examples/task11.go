// task11: a loop without calls does not own its processor.
//
// One P. The goroutine `spin` never calls anything, so it never asks whether it should yield. Yet main wakes from its
// sleep in time: sysmon sees that spin has had the P for 10 ms and sends its thread SIGURG; the signal handler finds
// the goroutine at a point where it may be stopped, and the scheduler runs main.
//
//	./dev run examples/task11.go                                    main woke after 10x ms
//	GODEBUG=asyncpreemptoff=1 timeout 5 ./dev run examples/task11.go    never wakes
//	GODEBUG=schedtrace=20 ./dev run examples/task11.go              the scheduler's state every 20 ms
//	build/release/bin/minigo -S examples/task11.go                  the loop, and CALL runtime.newproc(SB)
package main

import (
	"fmt"
	"runtime"
	"time"
)

func spin(stop *bool) {
	for n := 0; !*stop; n++ {
	}
}

func main() {
	runtime.GOMAXPROCS(1)
	var stop bool
	go spin(&stop)

	start := time.Now()
	time.Sleep(100 * time.Millisecond)
	fmt.Println("main woke after", time.Since(start).Milliseconds(), "ms")

	stop = true // spin sees it the next time it looks: the race is the point
}
