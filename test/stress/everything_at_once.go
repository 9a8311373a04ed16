// RUN: %minigo run %s 2 2>&1 | %FileCheck %s
// RUN: env GOMAXPROCS=1 GODEBUG=preemptstorm=100 %minigo run %s 1 2>&1 | %FileCheck %s
// RUN: env GOMAXPROCS=8 GODEBUG=gcstress=100 %minigo run %s 1 2>&1 | %FileCheck %s
package main

import (
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// What stops, blocks, moves or ends threads and goroutines, all at the same time; each part checks what it does. The argument
// is the number of rounds. loops.py runs it hundreds of times.
var parts = []func(){collects, spins, blocksInCalls, endsThreads, sleeps, resetsTimers, signals, changesProcs, growsStack, talks, readsPipes, stopsTheWorld}

func main() {
	rounds, _ := strconv.Atoi(os.Args[1])
	for range rounds {
		var wg sync.WaitGroup
		for i := 0; i < 2*len(parts); i++ {
			wg.Add(1)
			go func() {
				parts[i%len(parts)]()
				wg.Done()
			}()
		}
		wg.Wait()
	}
	println("ok") // CHECK: {{^}}ok
}

func check(ok bool, what string) {
	if !ok {
		panic(what)
	}
}

type node struct {
	next *node
	n    int
}

func collects() {
	for i := 0; i < 20; i++ {
		var l *node
		m := map[*node]int{}
		for j := 0; j < 500; j++ {
			l = &node{l, j}
			if j%50 == 0 {
				m[l] = j
			}
		}
		runtime.GC()
		sum := 0
		for x := l; x != nil; x = x.next {
			sum += x.n
		}
		check(sum == 500*499/2, "list lost")
		for k, v := range m {
			check(k.n == v, "map lost")
		}
	}
}

func spins() {
	x, y := uint64(1), 1.0
	for i := 0; i < 30_000_000; i++ {
		x = x*6364136223846793005 + 1442695040888963407
		y += 0.5
	}
	check(y == 15_000_001, "float register lost")
	check(x == spinResult, "register lost")
}

var spinResult = func() uint64 {
	x := uint64(1)
	for i := 0; i < 30_000_000; i++ {
		x = x*6364136223846793005 + 1442695040888963407
	}
	return x
}()

func blocksInCalls() {
	for i := 0; i < 30; i++ {
		tv := &syscall.Timeval{Usec: int64(20 + i)}
		buf := make([]byte, 64)
		syscall.Select(0, nil, nil, nil, tv)
		n, err := syscall.Getcwd(buf[:])
		check(err != nil || n > 0, "getcwd")
	}
}

func endsThreads() {
	for i := 0; i < 10; i++ {
		c := make(chan int)
		go func() {
			runtime.LockOSThread()
			runtime.Gosched()
			c <- i
		}()
		check(<-c == i, "locked goroutine")
	}
}

func sleeps() {
	for i := 0; i < 20; i++ {
		start := time.Now()
		time.Sleep(time.Duration(i) * 50 * time.Microsecond)
		check(time.Since(start) >= time.Duration(i)*50*time.Microsecond, "woke early")
	}
}

func resetsTimers() {
	for i := 0; i < 20; i++ {
		c := make(chan int, 1)
		t := time.AfterFunc(time.Hour, func() { c <- 1 })
		t.Reset(time.Duration(i*10) * time.Microsecond)
		<-c
		check(!t.Stop(), "fired and pending")
		u := time.NewTimer(time.Millisecond)
		if u.Stop() {
			select {
			case <-u.C:
				panic("stopped timer fired")
			default:
			}
		}
	}
}

func signals() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGUSR2)
	for i := 0; i < 20; i++ {
		syscall.Kill(os.Getpid(), syscall.SIGUSR2)
		<-c
	}
	signal.Stop(c)
}

var procs sync.Mutex

func changesProcs() {
	procs.Lock()
	defer procs.Unlock()
	old := runtime.GOMAXPROCS(0)
	for i := 0; i < 6; i++ {
		runtime.GOMAXPROCS(i%4 + 1)
		time.Sleep(100 * time.Microsecond)
	}
	runtime.GOMAXPROCS(old)
}

func deep(n int, p *int) int {
	var pad [20]int
	pad[n%20] = n
	if n == 0 {
		return *p
	}
	return deep(n-1, p) + pad[n%20] - n
}

func growsStack() {
	for i := 0; i < 20; i++ {
		x := i
		func() {
			defer func() { check(recover() != nil, "nothing to recover") }()
			check(deep(500+i*10, &x) == i, "stack word lost")
			var p *node
			p.n = deep(10, &x)
		}()
	}
}

func talks() {
	a, b, done := make(chan int), make(chan int, 3), make(chan bool)
	go func() {
		for i := range a {
			b <- i
		}
		close(b)
	}()
	go func() {
		sum := 0
		for i := range b {
			sum += i
		}
		check(sum == 1000*999/2, "messages lost")
		close(done)
	}()
	for i := 0; i < 1000; i++ {
		select {
		case a <- i:
		case <-done:
			panic("done too early")
		}
	}
	close(a)
	<-done
}

func readsPipes() {
	r, w, err := os.Pipe()
	check(err == nil, "pipe")
	go func() {
		for i := 0; i < 50; i++ {
			w.Write([]byte{byte(i)})
		}
		w.Close()
	}()
	sum, b := 0, make([]byte, 7)
	for n := 1; n > 0; {
		n, _ = r.Read(b)
		for _, x := range b[:n] {
			sum += int(x)
		}
	}
	r.Close()
	check(sum == 50*49/2, "bytes lost")
}

func stopsTheWorld() {
	buf := make([]byte, 4096)
	var m runtime.MemStats
	for i := 0; i < 10; i++ {
		runtime.Stack(buf, true)
		runtime.ReadMemStats(&m)
		syscall.AllThreadsSyscall(syscall.SYS_PRCTL, 8, 0, 0)
	}
}
