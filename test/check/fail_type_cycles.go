// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

type A struct{ b B }
// CHECK: :[[@LINE-1]]:6: invalid recursive type A
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: A refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: B refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: A
type B struct{ a [2]A }
type L struct{ next *L }
type I interface{ I }
// CHECK: :[[@LINE-1]]:6: invalid recursive type: I refers to itself
type J = J
// CHECK: :[[@LINE-1]]:6: invalid recursive type: J refers to itself
type K [len(k)]int
// CHECK: :[[@LINE-1]]:6: invalid recursive type K
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: K refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: k refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: K

var k K

type G[P any] struct{ f *G[G[P]] }
type H[P any] struct{ h P }
type M struct{ h H[M] }
// CHECK: :[[@LINE-1]]:6: invalid recursive type M
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: M refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: H refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: M
type Q[P Q[P]] struct{}
// CHECK: :[[@LINE-1]]:6: invalid recursive type: Q refers to itself

func _() {
	type x struct{ x }
// CHECK: :[[@LINE-1]]:7: invalid recursive type: x refers to itself
}
