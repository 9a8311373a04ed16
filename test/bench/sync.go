// sync: packages sync, atomic, context and time on one processor (the runner sets GOMAXPROCS=1), and many goroutines.
package main

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type buffer struct{ data [64]byte }

var (
	pool    = sync.Pool{New: func() any { return new(buffer) }}
	wg      sync.WaitGroup
	once    sync.Once
	counter atomic.Int64
	table   sync.Map
	mu      sync.Mutex
	cond    = sync.NewCond(&mu)
)

func poolGetPut(n int) {
	for range n {
		b := pool.Get().(*buffer)
		b.data[0]++
		pool.Put(b)
	}
}

func poolTwo(n int) {
	for range n {
		a, b := pool.Get().(*buffer), pool.Get().(*buffer)
		pool.Put(a)
		pool.Put(b)
	}
}

func waitGroup(n int) {
	for range n {
		wg.Add(1)
		wg.Done()
		wg.Wait()
	}
}

func onceDo(n int) {
	for range n {
		once.Do(func() { sink++ })
	}
}

func atomics(n int) {
	for range n {
		counter.Add(1)
		if counter.Load() < 0 {
			counter.CompareAndSwap(0, 1)
		}
	}
}

func syncMap(n int) {
	for i := range n {
		if _, ok := table.Load(i & 63); !ok {
			table.Store(i&63, i)
		}
	}
}

func deferUnlock(n int) {
	for range n {
		func() {
			mu.Lock()
			defer mu.Unlock()
			sink++
		}()
	}
}

func condition(n int) {
	turn := 0
	done := make(chan bool)
	player := func(me int) {
		for range n {
			mu.Lock()
			for turn != me {
				cond.Wait()
			}
			turn = 1 - me
			cond.Signal()
			mu.Unlock()
		}
		done <- true
	}
	go player(0)
	go player(1)
	<-done
	<-done
}

func timerReset(n int) {
	t := time.NewTimer(time.Hour)
	for range n {
		t.Reset(time.Hour)
	}
	t.Stop()
}

// As a connection does that moves its deadline, among others.
func timerResetAmong(n int) {
	var ts [100]*time.Timer
	for i := range ts {
		ts[i] = time.NewTimer(time.Hour + time.Duration(i)*time.Second)
	}
	for i := range n {
		ts[i%100].Reset(time.Hour + time.Duration(i)*time.Millisecond)
	}
	for _, t := range ts {
		t.Stop()
	}
}

func timerStartStop(n int) {
	for range n {
		time.NewTimer(time.Hour).Stop()
	}
}

func now(n int) {
	for range n {
		sink += int(time.Now().Unix() & 1)
	}
}

func contexts(n int) {
	for range n {
		ctx, cancel := context.WithCancel(context.Background())
		select {
		case <-ctx.Done():
		default:
		}
		cancel()
	}
}

func selectDefaultSend(n int) {
	c := make(chan int, 1)
	c <- 1
	for range n {
		select {
		case c <- 1:
		default:
		}
	}
}

func selectDefaultTwo(n int) {
	a, b := make(chan int), make(chan int)
	for range n {
		select {
		case <-a:
		case <-b:
		default:
		}
	}
}

func tryReceive(n int) {
	c := make(chan int, 1)
	for range n {
		c <- 1
		select {
		case <-c:
		default:
		}
	}
}

func pipeline(n int) {
	c := make(chan int)
	first := c
	for range 10 {
		next := make(chan int)
		go func(in, out chan int) {
			for v := range in {
				out <- v + 1
			}
			close(out)
		}(c, next)
		c = next
	}
	go func() {
		for i := range n {
			first <- i
		}
		close(first)
	}()
	for v := range c {
		sink += v & 1
	}
}

func mutexPassed(n int) {
	var m sync.Mutex
	for range 4 {
		wg.Add(1)
		go func() {
			for range n / 4 {
				m.Lock()
				runtime.Gosched()
				m.Unlock()
			}
			wg.Done()
		}()
	}
	wg.Wait()
}

// The first run of this pays for fresh stacks; the later ones reuse them.
func parked(n int) {
	release := make(chan bool)
	for range n {
		wg.Add(1)
		go func() { <-release; wg.Done() }()
	}
	runtime.Gosched()
	close(release)
	wg.Wait()
}

func parkedFirst() {
	t := cpuTime()
	parked(100000)
	report("parked-first", 100000, cpuTime()-t)
}

func main() {
	parkedFirst()
	measure("parked", 10000, parked)
	measure("pool", 100000, poolGetPut)
	measure("pool-2", 100000, poolTwo)
	measure("wait-group", 100000, waitGroup)
	measure("once", 1000000, onceDo)
	measure("atomics", 100000, atomics)
	measure("sync-map", 100000, syncMap)
	measure("defer-unlock", 100000, deferUnlock)
	measure("cond", 10000, condition)
	measure("timer-reset", 100000, timerReset)
	measure("timer-reset-100", 100000, timerResetAmong)
	measure("timer-new-stop", 100000, timerStartStop)
	measure("now", 100000, now)
	measure("context", 10000, contexts)
	measure("try-send", 100000, selectDefaultSend)
	measure("try-two", 100000, selectDefaultTwo)
	measure("try-receive", 100000, tryReceive)
	measure("pipeline", 10000, pipeline)
	measure("mutex-passed", 10000, mutexPassed)
}
