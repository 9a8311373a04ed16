// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"fmt"
	"io"
	"runtime/coverage"
)

func main() {
	fmt.Println(coverage.WriteMetaDir("/tmp"))      // CHECK: error: no meta-data available (binary not built with -cover?)
	fmt.Println(coverage.WriteMeta(io.Discard))     // CHECK: error: no meta-data available (binary not built with -cover?)
	fmt.Println(coverage.WriteCountersDir("/tmp"))  // CHECK: program built with -covermode=<invalid>
	fmt.Println(coverage.WriteCounters(io.Discard)) // CHECK: program built with -covermode=<invalid>
	fmt.Println(coverage.ClearCounters())           // CHECK: program not built with -cover
}
