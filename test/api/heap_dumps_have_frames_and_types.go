// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"runtime"
	"runtime/debug"
)

type node struct {
	next *node
	name string
}

func (n *node) String() string { return n.name }

var keep interface{ String() string }

var r *bufio.Reader

func num() uint64 {
	n, err := binary.ReadUvarint(r)
	if err != nil {
		panic(err)
	}
	return n
}
func nums(n int) {
	for ; n > 0; n-- {
		num()
	}
}
func text() string {
	b := make([]byte, num())
	io.ReadFull(r, b)
	return string(b)
}
func fields() {
	for num() == 1 {
		num()
	}
}

//go:noinline
func waits(c chan int, n *node) { <-c; runtime.KeepAlive(n) }

func main() {
	n := &node{name: "x"}
	keep = n
	runtime.SetFinalizer(n, func(*node) {})
	defer func() { recover() }()
	go waits(make(chan int), n)
	runtime.Gosched()
	f, _ := os.CreateTemp("", "")
	defer os.Remove(f.Name())
	debug.WriteHeapDump(f.Fd())
	f.Seek(0, 0)
	r = bufio.NewReader(f)
	r.ReadString('\n')
	tags, seen := map[uint64]int{}, map[string]bool{}
	for {
		tag := num()
		tags[tag]++
		switch tag {
		case 0: // CHECK: objects true goroutines true frames true finalizers true itabs true defers true profile true
			println("objects", tags[1] > 0, "goroutines", tags[4] > 1, "frames", tags[5] > 2, "finalizers", tags[7] > 0, "itabs", tags[8] > 0, "defers", tags[14] > 0, "profile", tags[16] >= 0)
			println(seen["frame main.main"], seen["frame main.waits"], seen["type main.node"] || seen["type *main.node"]) // CHECK-NEXT: true true true
			return
		case 1:
			num()
			text()
			fields()
		case 3:
			nums(2)
			seen["type "+text()] = true
			num()
		case 4:
			nums(8)
			text()
			nums(4)
		case 5:
			nums(3)
			text()
			nums(3)
			seen["frame "+text()] = true
			fields()
		case 6:
			nums(4)
			text()
			text()
			num()
		case 7:
			nums(5)
		case 8:
			nums(2)
		case 9:
			nums(3)
		case 10:
			nums(24 + 256 + 1)
		case 12, 13:
			num()
			text()
			fields()
		case 14:
			nums(6 + 1)
		case 15:
			nums(6)
		case 16:
			nums(2)
			for k := num(); k > 0; k-- {
				text()
				text()
				num()
			}
			nums(2)
		default:
			panic(tag)
		}
	}
}
