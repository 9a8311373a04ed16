// Nothing in the process is both writable and executable.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"os"
	"strings"
)

func main() {
	maps, err := os.ReadFile("/proc/self/maps")
	n := 0
	for _, line := range strings.Split(string(maps), "\n") {
		if f := strings.Fields(line); len(f) > 1 && strings.HasPrefix(f[1][1:], "wx") {
			println(line)
		}
		n++
	}
	println(err == nil, n > 10)
}

// CHECK-NOT: wx
// CHECK: true true
