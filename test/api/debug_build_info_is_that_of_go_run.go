// RUN: %minigo run -tags=a,b %s 2>&1 | %FileCheck %s
package main

import (
	"fmt"
	"runtime/debug"
)

func main() {
	info, ok := debug.ReadBuildInfo()
	again, err := debug.ParseBuildInfo(info.String())
	fmt.Println(ok, err, len(again.Settings) == len(info.Settings)) // CHECK: true <nil> true
	fmt.Print(info)
	// CHECK-NEXT: go{{.}}go1.22
	// CHECK-NEXT: path{{.}}command-line-arguments
	// CHECK-NEXT: build{{.}}-buildmode=exe
	// CHECK-NEXT: build{{.}}-compiler=gc
	// CHECK-NEXT: build{{.}}-tags=a,b
	// CHECK-NEXT: build{{.}}CGO_ENABLED=0
	// CHECK-NEXT: build{{.}}GOARCH=amd64
	// CHECK-NEXT: build{{.}}GOOS=linux
	// CHECK-NEXT: build{{.}}GOAMD64=v1
}
