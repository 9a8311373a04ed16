// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bytes"
	"io"
	rtrace "runtime/trace"

	"golang.org/x/exp/trace"
)

func main() {
	for range 3 {
		var b bytes.Buffer
		rtrace.Start(&b)
		if err := rtrace.Start(&b); err != nil {
			println(err.Error()) // CHECK: tracing is already enabled
		}
		done := make(chan bool)
		go close(done)
		<-done
		rtrace.Stop()
		r, err := trace.NewReader(&b)
		n := 0
		for ; err == nil; n++ {
			_, err = r.ReadEvent()
		}
		println(err == io.EOF, n > 5) // CHECK: true true
	}
}
