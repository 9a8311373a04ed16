// SIGPROF every 300 us of real time, into stacks that grow, panics, system calls, collections, ends of goroutines.
// RUN: env GODEBUG=stackmove=1 %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=preemptstorm=100 %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"io"
	"runtime"
	"runtime/pprof"
	"strconv"
	"syscall"
	"time"
	"unsafe"
)

var sink any

func deep(n int, a [8]int) int {
	if n == 0 {
		return a[0]
	}
	a[n%8]++
	return deep(n-1, a) + 1
}

func panics(n int) {
	defer func() { recover() }()
	if n%2 == 0 {
		var p *int
		*p = 1
	}
	panic(n)
}

func work(c, d chan int) {
	for i := 0; ; i++ {
		c <- deep(i%500, [8]int{})
		<-d
		panics(i)
		sink = map[string][]byte{strconv.Itoa(i): make([]byte, i%5000)}
		if i%50 == 0 {
			time.Sleep(time.Microsecond)
			syscall.Getppid()
			go deep(300, [8]int{})
		}
		if i%2000 == 0 {
			runtime.GC()
		}
	}
}

func storm(us int64) {
	event := [8]uint64{1: uint64(syscall.SIGPROF)} // sigev_signo; SIGEV_SIGNAL
	var id int32
	syscall.RawSyscall(syscall.SYS_TIMER_CREATE, 1, uintptr(unsafe.Pointer(&event)), uintptr(unsafe.Pointer(&id)))
	it := [4]int64{1: us * 1000, 3: us * 1000}
	syscall.RawSyscall6(syscall.SYS_TIMER_SETTIME, uintptr(id), 0, uintptr(unsafe.Pointer(&it)), 0, 0, 0)
}

func main() {
	println(pprof.StartCPUProfile(io.Discard) == nil) // CHECK: true
	storm(300)
	for i := 0; i < 3; i++ {
		c, d := make(chan int), make(chan int)
		go work(c, d)
		go func() {
			for x := range c {
				d <- x
			}
		}()
	}
	time.Sleep(3 * time.Second)
	pprof.StopCPUProfile()
	println("survived") // CHECK: survived
}
