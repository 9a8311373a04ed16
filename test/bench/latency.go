// latency: how long until something happens, by the wall clock, on two processors. On a machine with other work these say
// little unless run with `nice -n -20`.
package main

import (
	"runtime"
	"sync/atomic"
	"time"
)

var stop atomic.Bool

func spin() {
	for !stop.Load() {
	}
}

// busy runs f while both processors have a goroutine that never yields, one of them the caller.
func busy(f func()) {
	stop.Store(false)
	go spin()
	time.Sleep(5 * time.Millisecond)
	f()
	stop.Store(true)
	time.Sleep(5 * time.Millisecond)
}

// median of times that f took, in ns.
func median(name string, runs int, f func() time.Duration) {
	var all []time.Duration
	for range runs {
		d := f()
		at := len(all)
		all = append(all, d)
		for ; at > 0 && all[at-1] > d; at-- {
			all[at] = all[at-1]
		}
		all[at] = d
	}
	report(name, 1, int64(all[len(all)/2]))
}

func startWhileBusy() (d time.Duration) {
	busy(func() {
		var at atomic.Int64
		begin := time.Now()
		go func() { at.Store(int64(time.Since(begin))) }()
		for at.Load() == 0 && time.Since(begin) < time.Second {
		}
		d = time.Duration(at.Load())
	})
	return d
}

func startWhileCallerBusy() time.Duration {
	var at atomic.Int64
	begin := time.Now()
	go func() { at.Store(int64(time.Since(begin))) }()
	for at.Load() == 0 {
	}
	return time.Duration(at.Load())
}

func wakeWhileCallerBusy() time.Duration {
	var at atomic.Int64
	c := make(chan time.Time)
	go func() { at.Store(int64(time.Since(<-c))) }()
	time.Sleep(time.Millisecond)
	c <- time.Now()
	for at.Load() == 0 {
	}
	return time.Duration(at.Load())
}

// As above, but the other processor has something to do for 100 µs more.
func startWhileOtherEnds() time.Duration {
	var at, running atomic.Int64
	go func() {
		running.Store(1)
		for begin := time.Now(); time.Since(begin) < 100*time.Microsecond; {
		}
	}()
	for running.Load() == 0 {
	}
	begin := time.Now()
	go func() { at.Store(int64(time.Since(begin))) }()
	for at.Load() == 0 {
	}
	return time.Duration(at.Load())
}

// A processor hands work to the other one over a channel, each with 20 µs of work between.
func startAmongMessages() time.Duration {
	a, b := make(chan int), make(chan int)
	work := func() {
		for begin := time.Now(); time.Since(begin) < 20*time.Microsecond; {
		}
	}
	go func() {
		for v := range a {
			work()
			b <- v
		}
		close(b)
	}()
	go func() {
		for range 50 {
			a <- 1
			work()
			<-b
		}
	}()
	time.Sleep(100 * time.Microsecond)
	var at atomic.Int64
	begin := time.Now()
	go func() { at.Store(int64(time.Since(begin))) }()
	for at.Load() == 0 {
		work()
	}
	return time.Duration(at.Load())
}

func preempted() time.Duration {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	stop.Store(false)
	begin := time.Now()
	go func() {
		for time.Since(begin) < time.Second && !stop.Load() {
		}
	}()
	runtime.Gosched()
	d := time.Since(begin)
	stop.Store(true)
	return d
}

func sleepWhileBusy() (d time.Duration) {
	busy(func() {
		done := make(chan time.Duration)
		go func() {
			begin := time.Now()
			time.Sleep(time.Millisecond)
			done <- time.Since(begin)
		}()
		go spin()
		d = <-done
	})
	return d
}

func oversleep() time.Duration {
	begin := time.Now()
	time.Sleep(200 * time.Microsecond)
	return time.Since(begin)
}

func pingPong() time.Duration {
	a, b := make(chan int), make(chan int)
	go func() {
		for v := range a {
			b <- v
		}
	}()
	begin := time.Now()
	for i := range 1000 {
		a <- i
		<-b
	}
	close(a)
	return time.Since(begin) / 1000
}

func main() {
	median("start-both-busy", 21, startWhileBusy)
	median("start-one-busy", 101, startWhileCallerBusy)
	median("wake-one-busy", 101, wakeWhileCallerBusy)
	median("start-other-ends", 101, startWhileOtherEnds)
	median("start-among", 51, startAmongMessages)
	median("preempted", 21, preempted)
	median("sleep-all-busy", 21, sleepWhileBusy)
	median("sleep-200us", 101, oversleep)
	median("ping-pong", 21, pingPong)
}
