// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

func two() (int, string) { return 1, "" }
func named() (n int, err error) {
	{
		err := 1
		_ = err
		return // CHECK: :[[@LINE]]:3: result parameter err not in scope at return
	// CHECK-NEXT: {{^}} {{.*}}: inner declaration of var err error
	}
	return 1 // CHECK: :[[@LINE]]:9: not enough return values
	// CHECK-NEXT: {{^}} have (number)
	// CHECK-NEXT: {{^}} want (int, error)
}

func _() (int, error) {
	a, b, c := two() // CHECK: :[[@LINE]]:13: assignment mismatch: 3 variables but two returns 2 values
	var d int = two() // CHECK: :[[@LINE]]:14: multiple-value two() (value of type (int, string)) in single-value context
	x, y := 1 // CHECK: :[[@LINE]]:10: assignment mismatch: 2 variables but 1 value
	x, y = 1, 2, 3
	_, _, _, _, _, _ = a, b, c, d, x, y
	x := 2 // CHECK: :[[@LINE]]:4: no new variables on left side of :=
	x, x := 1, 2 // CHECK: :[[@LINE]]:5: x repeated on left side of :=
	two() = 1, "" // CHECK: :[[@LINE]]:10: assignment mismatch: 1 variable but 2 values
	_ = nil // CHECK: :[[@LINE]]:6: use of untyped nil in assignment to _ identifier
	var z = nil // CHECK: :[[@LINE]]:6: z declared and not used
	// CHECK: :[[@LINE-1]]:10: use of untyped nil in variable declaration
	return 1, "a", 2 // CHECK: :[[@LINE]]:17: too many return values
	// CHECK-NEXT: {{^}} have (number, string, number)
	// CHECK-NEXT: {{^}} want (int, error)
}

func _() { return 1 } // CHECK: :[[@LINE]]:19: too many return values
	// CHECK-NEXT: {{^}} have (number)
	// CHECK-NEXT: {{^}} want ()
func _() int { return } // CHECK: :[[@LINE]]:16: not enough return values
	// CHECK-NEXT: {{^}} have ()
	// CHECK-NEXT: {{^}} want (int)
func _() int {} // CHECK: :[[@LINE]]:15: missing return
