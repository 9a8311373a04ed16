// RUN: %minigo build -gcflags=-m %s 2>&1 | %FileCheck %s --implicit-check-not=zero-copy
package p

import (
	"bytes"
	"os"
	"reflect"
	"sync/atomic"
	"unsafe"
)

type writer interface{ write(b []byte) }

func sum(b []byte) (n int) {
	for _, c := range b {
		n += int(c)
	}
	return n
}

func reads(s string, w *bytes.Buffer) {
	sum([]byte(s))            // CHECK: :[[@LINE]]:13: zero-copy string->[]byte conversion
	w.Write([]byte(s))        // CHECK: :[[@LINE]]:17: zero-copy string->[]byte conversion
	defer sum([]byte(s))      // CHECK: :[[@LINE]]:19: zero-copy string->[]byte conversion
	_ = any([]byte(s)) == nil // CHECK: :[[@LINE]]:17: zero-copy string->[]byte conversion
}

// Whom nobody sees, or who stores through the address: a copy.
func writes(s string, w writer, f func([]byte), c chan byte) {
	w.write([]byte(s))
	f([]byte(s))
	go sum([]byte(s))
	bytes.IndexByte([]byte(s), 'x')
	os.Stdout.Write([]byte(s))
	reflect.ValueOf([]byte(s)).Index(0).SetUint(1)
	b := []byte(s)
	atomic.AddUint32((*uint32)(unsafe.Pointer(&b[0])), 1)
	for b = []byte(s); len(s) > 1; b[0] = <-c {
	}
	p := uintptr(unsafe.Pointer(unsafe.SliceData([]byte(s))))
	*(*byte)(unsafe.Pointer(p)) = 1
}
