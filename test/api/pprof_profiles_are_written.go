// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/pprof"
)

func wait(c chan bool) { <-c }

func main() {
	fmt.Println(pprof.StartCPUProfile(io.Discard), pprof.StartCPUProfile(io.Discard)) // CHECK: <nil> cpu profiling already in use
	pprof.StopCPUProfile()
	for _, p := range pprof.Profiles() {
		fmt.Print(p.Name(), " ", p.WriteTo(io.Discard, 0), " ", p.WriteTo(io.Discard, 2), "; ")
	}
	// CHECK: allocs <nil> <nil>; block <nil> <nil>; goroutine <nil> <nil>; heap <nil> <nil>; mutex <nil> <nil>; threadcreate <nil> <nil>;
	fmt.Println(pprof.WriteHeapProfile(io.Discard)) // CHECK: <nil>
	pprof.Do(context.Background(), pprof.Labels("who", "me"), func(ctx context.Context) {
		fmt.Println(pprof.Label(ctx, "who"))                                            // CHECK: me true
		pprof.ForLabels(ctx, func(k, v string) bool { fmt.Println(k, v); return true }) // CHECK: who me
		go wait(nil)
	})
	pprof.SetGoroutineLabels(pprof.WithLabels(context.Background(), pprof.Labels()))
	runtime.Gosched()
	p := pprof.NewProfile("mine")
	p.Add(1, 0)
	fmt.Println(p.Count(), pprof.Lookup("goroutine").Count(), pprof.Lookup("threadcreate").Count() > 0) // CHECK: 1 2 true
	p.Remove(1)
	pprof.Lookup("goroutine").WriteTo(os.Stdout, 1)
	// CHECK: goroutine profile: total 2
	// CHECK: # labels: {"who":"me"}
	// CHECK: main.wait+
}
