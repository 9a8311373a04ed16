// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type T struct{ a, b int }

func (T) M() {}

type G[P any] struct{ p P }

func (G[P]) M() {}

func try(i interface{ M() }) {
	defer func() { println(recover().(error).Error()) }()
	i.M()
}

func main() {
	try((*T)(nil))      // CHECK: value method main.T.M called using nil *T pointer
	try((*G[int])(nil)) // CHECK-NEXT: value method main.G[...].M called using nil *G[...] pointer
	try(struct{ *T }{}) // CHECK-NEXT: invalid memory address or nil pointer dereference
}
