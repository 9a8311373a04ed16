// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func say[T any](s string, v T) T { println(s); return v }

func try(f func()) {
	defer func() { println(recover().(error).Error()) }()
	f()
}

var zero int

func main() {
	try(func() { _ = map[any]int{any([]int{}): say("value", 1), 5: say("next", 2)} })
	// CHECK: value
	// CHECK-NEXT: hash of unhashable type []int
	try(func() { _ = map[any]int{say("key", any([]int{})): 1 / zero} })
	// CHECK-NEXT: key
	// CHECK-NEXT: integer divide by zero
	try(func() { _ = map[any]string{any([1]any{func() {}}): say("one", "a") + say("two", "b")} })
	// CHECK-NEXT: one
	// CHECK-NEXT: two
	// CHECK-NEXT: hash of unhashable type func()
}
