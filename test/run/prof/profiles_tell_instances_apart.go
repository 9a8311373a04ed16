// A profile has the type arguments of a function, as gc's shapes; what a program is told of its frames has them left out.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
	"runtime/pprof"
	"strings"
)

type number uint32

var sink any

//go:noinline
func alloc[T any]() string {
	sink = new([1000]T)
	pc, _, _, _ := runtime.Caller(0)
	return runtime.FuncForPC(pc).Name()
}

func main() {
	runtime.MemProfileRate = 1
	println(alloc[number](), alloc[*number](), alloc[[]number]()) // CHECK: main.alloc[...] main.alloc[...] main.alloc[...]
	alloc[[]struct{}]()
	runtime.GC()
	var b bytes.Buffer
	pprof.WriteHeapProfile(&b)
	z, _ := gzip.NewReader(&b)
	text, _ := io.ReadAll(z)
	for _, s := range []string{"uint32", "*uint8", "[]main.number", "[]struct {}"} {
		println(strings.Contains(string(text), "main.alloc[go.shape."+s+"]")) // CHECK-COUNT-4: true
	}
}
