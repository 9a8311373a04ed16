// A method that a type parameter has takes the value of the type argument: a pointer is loaded where the method is called,
// not where its value is taken or the call deferred; if it is nil, the method called by it is named.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type I interface{ M(string) }
type B struct{ n int }

func (b B) M(s string) { println(s, b.n) }

func try(f func()) {
	defer func() {
		if r := recover(); r != nil { println(r.(error).Error()) }
	}()
	f()
}

func all[T I](x T, change func()) {
	try(func() { x.M("call") })
	try(func() { f := x.M; change(); f("value") })
	try(func() { defer x.M("defer"); change() })
}

func main() {
	b := &B{}
	all(b, func() { b.n++ }) // CHECK: call 0{{[[:space:]]}}value 1{{[[:space:]]}}defer 2
	all((*B)(nil), func() { println("change") })
	// CHECK-NEXT: value method main.B.M called using nil *B pointer
	// CHECK-NEXT: change{{[[:space:]]}}value method main.B.M called
	// CHECK-NEXT: change{{[[:space:]]}}value method main.B.M called
	all(I(nil), func() { println("change") })
	// CHECK-NEXT: runtime error{{.*}}nil pointer
	// CHECK-NEXT: runtime error{{.*}}nil pointer
	// CHECK-NEXT: change
	// CHECK-NEXT: runtime error{{.*}}nil pointer
}
