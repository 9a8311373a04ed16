// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

import "os" // CHECK: :[[@LINE]]:8: "os" imported and not used
import str "strings" // CHECK: :[[@LINE]]:8: "strings" imported as str and not used

func _(x interface{}) {
	a := 1
	var b int // CHECK: :[[@LINE]]:6: b declared and not used
	b = 2
	for i := range 3 { // CHECK: :[[@LINE]]:6: i declared and not used
	}
	switch y := x.(type) { // CHECK: :[[@LINE]]:9: y declared and not used
	case int:
	}
	f := func() { // CHECK: :[[@LINE]]:2: f declared and not used
		c := 1 // CHECK: :[[@LINE]]:3: c declared and not used
	}
	1 + 2 // CHECK: :[[@LINE]]:2: 1 + 2 (untyped int constant 3) is not used
	a == 1 // CHECK: :[[@LINE]]:2: a == 1 (untyped bool value) is not used
	len("x") // CHECK: :[[@LINE]]:2: len("x") (constant 1 of type int) is not used
	append([]int{}, 1) // CHECK: :[[@LINE]]:2: append([]int{}, 1) (value of type []int) is not used
	int(1) // CHECK: :[[@LINE]]:2: int(1) (constant 1 of type int) is not used
	go int(1) // CHECK: :[[@LINE]]:5: go requires function call, not conversion int(1) (constant 1 of type int)
	defer len("") // CHECK: :[[@LINE]]:8: defer discards result of len("") (constant 0 of type int)
	defer recover // CHECK: :[[@LINE]]:8: expression in defer must be function call
}
