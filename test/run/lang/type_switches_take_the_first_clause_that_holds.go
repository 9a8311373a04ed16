// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type stringer interface{ String() string }
type num int

func (n num) String() string { return "num" }

func what(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int8:
		return "int"
	case stringer:
		return v.String()
	case error:
		return v.Error()
	case []int:
		return "slice"
	case func():
		return "func"
	default:
		return "other"
	}
}

func main() {
	println(what(nil), what(1), what(num(2)), what([]int{}), what(func() {}), what(1.5)) // CHECK: nil int num slice func other
}
