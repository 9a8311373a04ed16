// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

func _(x int, e error, i interface{}, f func()) {
	switch x {
	case 1, 2, 1: // CHECK: :[[@LINE]]:13: duplicate case 1 (constant of type int) in expression switch
	// CHECK-NEXT: {{^}} {{.*}}: previous case
	case "a": // CHECK: :[[@LINE]]:7: cannot convert "a" (untyped string constant) to type int
	case 1.5: // CHECK: :[[@LINE]]:7: 1.5 (untyped float constant) truncated to int
	}
	switch i {
	case 1, int8(1), 1: // CHECK: :[[@LINE]]:19: duplicate case 1 (constant of type int) in expression switch
	// CHECK-NEXT: {{^}} {{.*}}: previous case
	}
	switch i.(type) {
	case int, string, int: // CHECK: :[[@LINE]]:20: duplicate case int in type switch
	// CHECK-NEXT: {{^}} {{.*}}: previous case
	case nil, nil: // CHECK: :[[@LINE]]:12: duplicate case nil in type switch
	// CHECK-NEXT: {{^}} {{.*}}: previous case
	}
	switch e.(type) {
	case int: // CHECK: :[[@LINE]]:7: impossible type switch case: int
	// CHECK-NEXT: {{^}} e (variable of type error) cannot have dynamic type int (missing method Error)
	}
	switch x.(type) { // CHECK: :[[@LINE]]:9: x (variable of type int) is not an interface
	}
	switch f {
	case f: // CHECK: :[[@LINE]]:7: invalid case f in switch on f (func can only be compared to nil)
	case nil:
	}
	switch {
	case x: // CHECK: :[[@LINE]]:7: invalid case x in switch on true (mismatched types int and bool)
	default:
	default: // CHECK: :[[@LINE]]:2: multiple defaults (first at {{.*}})
	}
}
