// A function or interface value is read after the calls among the arguments, as all operands are; but if there is a call, a
// receive or a builtin in it, it is evaluated wholly before them, panics and all.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type I interface{ M(int) }
type B struct{ x int }
type S struct {
	I
	f func(int)
}

func (b B) M(int) {}

//go:noinline
func say[T any](s string, v T) T { print(s, " "); return v }

func try(name string, f func()) {
	print(name, ": ")
	defer func() { println(recover() != nil) }()
	f()
}

func main() {
	var fs []func(int)
	var a any = 1
	zero := 0
	c := make(chan *S, 1)
	c <- nil
	try("element", func() { fs[zero](say("arg", 1)) })                             // CHECK: element: arg true
	try("element by call", func() { fs[say("x", 0)](say("arg", 1)) })              // CHECK: element by call: x true
	try("element by builtin", func() { fs[len(fs)](say("arg", 1)) })               // CHECK: element by builtin: true
	try("pointer", func() { (*new(*S)).f(say("arg", 1)) })                         // CHECK: pointer: arg true
	try("pointer from call", func() { (*say("x", (*S)(nil))).f(say("arg", 1)) })   // CHECK: pointer from call: x true
	try("promoted", func() { (*S)(nil).M(say("arg", 1)) })                         // CHECK: promoted: arg true
	try("promoted from call", func() { say("x", (*S)(nil)).M(say("arg", 1)) })     // CHECK: promoted from call: x true
	try("received", func() { (<-c).M(say("arg", 1)) })                             // CHECK: received: true
	try("concrete method", func() { say("x", (*B)(nil)).M(say("arg", 1)) })        // CHECK: concrete method: x arg true
	try("deferred", func() { defer say("x", (*S)(nil)).M(say("arg", 1)) })         // CHECK: deferred: x true
	try("asserted", func() { a.(func(int))(say("arg", 1)) })                       // CHECK: asserted: arg true
	try("known conversion", func() { I(*(*B)(nil)).M(say("arg", 1)) })             // CHECK: known conversion: true
}
