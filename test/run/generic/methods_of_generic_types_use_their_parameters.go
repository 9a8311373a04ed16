// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type list[T any] struct {
	head T
	next *list[T]
}

func (l *list[T]) push(v T) *list[T] { return &list[T]{v, l} }
func (l *list[T]) each(f func(T)) {
	for ; l != nil; l = l.next {
		f(l.head)
	}
}

func main() {
	var l *list[string]
	l.push("a").push("b").each(func(s string) { print(s, " ") })
	println(".") // CHECK: {{^}}b a .
}
