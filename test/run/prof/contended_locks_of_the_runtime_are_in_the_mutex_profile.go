// RUN: env GOMAXPROCS=4 %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GOMAXPROCS=4 GODEBUG=runtimecontentionstacks=1 %minigo run %s 2>&1 | %FileCheck --check-prefix=STACKS %s
package main

import (
	"runtime"
	"strings"
	"time"
)

// contend makes threads wait for the scheduler's lock.
func contend(stop *bool) {
	for !*stop {
		for i := 0; i < 1000; i++ {
			runtime.GOMAXPROCS(0)
		}
		runtime.Gosched()
	}
}

func profile() (stacks string) {
	records := make([]runtime.BlockProfileRecord, 1000)
	n, _ := runtime.MutexProfile(records)
	for _, r := range records[:n] {
		frames := runtime.CallersFrames(r.Stack())
		for more := true; more; {
			var f runtime.Frame
			f, more = frames.Next()
			stacks += f.Function + " "
		}
		stacks += "\n"
	}
	return stacks
}

func main() {
	runtime.SetMutexProfileFraction(1)
	stop := new(bool)
	for i := 0; i < 4; i++ {
		go contend(stop)
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if s := profile(); strings.Contains(s, "Lost") || strings.Contains(s, "main.contend") {
			print(s)
			return
		}
	}
}

// CHECK-NOT: main.contend
// CHECK: runtime._LostContendedRuntimeLock
// STACKS: runtime.unlock runtime.GOMAXPROCS main.contend
