// A switch over many strings looks at the length and at bytes, and compares at most once on each way.
// RUN: %minigo build --dump=ir:main.kind --stop-after=ir %s | %FileCheck %s
package main

// CHECK-LABEL: func main.kind
// CHECK: switch {{.*}} 1:case.length{{.*}} 4:case.length{{.*}} 5:case.length
// CHECK: switch {{.*}} 97:case.byte{{.*}} 104:case.byte{{.*}} 108:case.byte
// CHECK-NOT: {{^ *}}switch %
func kind(s string) int {
	switch s {
	case "case", "else", "break":
		return 1
	case "chan", "x":
		return 2
	}
	return 0
}

func main() { println(kind("case")) }
