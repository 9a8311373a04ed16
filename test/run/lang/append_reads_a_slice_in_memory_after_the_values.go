// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type T struct{ s []int }

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

func (t *T) get() *T { print("get, "); return t }

func main() {
	var p *[]int
	var t *T
	var empty []int
	var ss [][]int
	i, z := 3, 0
	try(func() { _ = append(*p, empty[i]) })            // CHECK: runtime error: index out of range [3] with length 0
	try(func() { t.s = append(t.get().s, empty[i]) })   // CHECK-NEXT: get, runtime error: index out of range [3]
	try(func() { ss[i] = append(ss[i], 1/z) })          // CHECK-NEXT: runtime error: integer divide by zero
	try(func() { _ = append(ss[i/z], empty[i]) })       // CHECK-NEXT: runtime error: integer divide by zero
	try(func() { _ = append(*p, empty[i:]...) })        // CHECK-NEXT: runtime error: slice bounds out of range [3:0]
	try(func() { _ = append(*p) })                      // CHECK-NEXT: runtime error: invalid memory address
	try(func() { _ = append(ss[i], *t.get().s2()...) }) // CHECK-NEXT: get, runtime error: index out of range
}

func (t *T) s2() *[]int { return nil }
