// RUN: %minigo run %s | %FileCheck %s
package main

import (
	"fmt"
	"testing"
)

var m = map[string]int{"key": 1}

func main() {
	b, s, n := []byte("key"), "key", 0
	fmt.Println(testing.AllocsPerRun(10, func() {
		if string(b) == s && "kex" < string(b) {
			n += m[string(b)]
		}
		switch string(b) {
		case "a", "bc", "key":
			n++
		}
		for _, c := range []byte(s) {
			n += int(c)
		}
	}), n > 0) // CHECK: 0 true
	fmt.Println("x"+string(b), string(b)+"x") // CHECK: xkey keyx
}
