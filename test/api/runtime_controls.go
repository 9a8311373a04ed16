// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func main() {
	done := make(chan bool)
	o := new([8]int)
	runtime.SetFinalizer(o, func(*[8]int) { close(done) })
	runtime.KeepAlive(o)
	o = nil
	for open := true; open; {
		runtime.GC()
		select {
		case <-done:
			open = false
		default:
			runtime.Gosched()
		}
	}
	runtime.LockOSThread()
	runtime.UnlockOSThread()
	var p runtime.Pinner
	p.Pin(new(int))
	p.Unpin()
	go func() {
		defer func() { done = nil }()
		defer println("deferred") // CHECK: deferred
		runtime.Goexit()
	}()
	for done != nil {
		runtime.Gosched()
	}
	runtime.SetCgoTraceback(0, nil, nil, nil)
	defer func() { println(recover().(string)) }() // CHECK: unsupported version
	runtime.SetCgoTraceback(1, nil, nil, nil)
}
