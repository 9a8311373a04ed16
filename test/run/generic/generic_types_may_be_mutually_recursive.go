// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type list[T any] struct {
	next *list[T]
	node *tree[T]
}
type tree[T any] struct {
	kids list[T]
	v    T
}
func (t *tree[T]) add(v T) *tree[T] {
	t.kids = list[T]{&list[T]{t.kids.next, t.kids.node}, &tree[T]{v: v}}
	return t
}
func (t *tree[T]) walk(f func(T)) {
	f(t.v)
	for l := &t.kids; l != nil && l.node != nil; l = l.next {
		l.node.walk(f)
	}
}

func main() { (&tree[string]{v: "root"}).add("a").add("b").walk(func(s string) { println(s) }) }

// CHECK: root
// CHECK-NEXT: b
// CHECK-NEXT: a
