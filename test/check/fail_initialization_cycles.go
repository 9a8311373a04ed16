// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

var a = b
// CHECK: :[[@LINE-1]]:5: initialization cycle for a
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: a refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: b refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: f refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: a
var b = f()

func f() int { return a }

var c = c + 1
// CHECK: :[[@LINE-1]]:5: initialization cycle: c refers to itself

const d = e
// CHECK: :[[@LINE-1]]:7: initialization cycle for d
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: d refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: e refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: d
const e = d

var g = func() int { return h }()
// CHECK: :[[@LINE-1]]:5: initialization cycle for g
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: g refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: h refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: g
var h int = g

type T struct{}

func (T) m() int { return v }

var v = T{}.m()
// CHECK: :[[@LINE-1]]:5: initialization cycle for v
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: v refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: m refers to
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: v
