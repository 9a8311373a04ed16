// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type stack[T any] struct{ items []T }

func (s *stack[T]) push(x T) { s.items = append(s.items, x) }
func (s stack[T]) top() T     { return s.items[len(s.items)-1] }

type pusher[T any] interface {
	push(T)
	top() T
}

func fill[T any](p pusher[T], xs ...T) T { for _, x := range xs { p.push(x) }; return p.top() }

type both[T any] struct {
	*stack[T]
	name string
}

func main() {
	println(fill(&stack[int]{}, 1, 2), fill[string](both[string]{&stack[string]{}, ""}, "a", "b")) // CHECK: 2 b
	push, top := (*stack[float64]).push, stack[float64].top
	s := stack[float64]{}
	push(&s, 1.5)
	later := s.push
	later(2.5)
	println(top(s)) // CHECK-NEXT: +2.500000e+000
}
