// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "math"

type point struct{ x, y int32 }
type mixed struct {
	b byte
	s string
}

func try(x, y any) {
	defer func() {
		if e := recover(); e != nil {
			println(e.(error).Error())
		}
	}()
	println(x == y)
}

func main() {
	f, nan, c := func() {}, any(math.NaN()), make(chan int)
	try(point{1, 2}, point{1, 2})           // CHECK: true
	try(point{1, 2}, point{1, 3})           // CHECK-NEXT: false
	try(mixed{1, "a"}, mixed{1, "a"})       // CHECK-NEXT: true
	try(c, c)                               // CHECK-NEXT: true
	try(c, make(chan int))                  // CHECK-NEXT: false
	try(nan, nan)                           // CHECK-NEXT: false
	try(0.0, math.Copysign(0, -1))          // CHECK-NEXT: true
	try(f, f)                               // CHECK-NEXT: comparing uncomparable type func()
	try(map[int]int(nil), map[int]int(nil)) // CHECK-NEXT: comparing uncomparable type map[int]int
	try([1]any{f}, [1]any{f})               // CHECK-NEXT: comparing uncomparable type func()
	try(uint8(200), uint8(200))             // CHECK-NEXT: true
	try(struct{}{}, struct{}{})             // CHECK-NEXT: true
}
