// A larger GOGC collects less often; off never.
// RUN: env GOGC=50 %minigo run %s 2>&1 | %FileCheck %s --check-prefix=LOW
// RUN: env GOGC=400 %minigo run %s 2>&1 | %FileCheck %s --check-prefix=HIGH
// RUN: env GOGC=off %minigo run %s 2>&1 | %FileCheck %s --check-prefix=OFF
// REQUIRES: noknob
package main

import "runtime"

var sink []byte

func main() {
	for i := 0; i < 100000; i++ {
		sink = make([]byte, 1024)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	println("NumGC", m.NumGC)
}

// LOW: NumGC {{[4-9][0-9]}}
// HIGH: NumGC {{[5-9]$}}
// OFF: NumGC 0
