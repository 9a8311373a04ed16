// A nil receiver panics when the method is called: arguments, and what they call, come first.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type I interface{ M(int) }
type B struct{ x int }
type S struct{ I }
type P struct{ *B }

func (b B) M(int) {}

func say(s string) int { println(s); return 1 }

func try(f func()) {
	defer func() { println(recover() != nil) }()
	f()
}

func main() {
	var i I
	try(func() { i.M(say("interface")) })                // CHECK: interface
	try(func() { new(S).M(say("embedded interface")) })  // CHECK-NEXT: true{{[[:space:]]}}embedded interface
	try(func() { (*S)(nil).M(say("nil pointer")) })      // CHECK-NEXT: true{{[[:space:]]}}nil pointer
	try(func() { new(P).M(say("embedded pointer")) })    // CHECK-NEXT: true{{[[:space:]]}}embedded pointer
	try(func() { var b *B; b.M(say("value receiver")) }) // CHECK-NEXT: true{{[[:space:]]}}value receiver
	try(func() { defer i.M(say("deferred")) })           // CHECK-NEXT: true{{[[:space:]]}}deferred
} // CHECK-NEXT: true
