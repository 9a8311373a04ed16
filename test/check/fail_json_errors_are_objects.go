// RUN: %exits 1 %minigo build -json %s 2> %t
// RUN: %FileCheck %s < %t
// RUN: python3 -c "import json, sys; print(*[json.loads(l)['message'] for l in sys.stdin], sep='\n')" < %t | %FileCheck --check-prefix=TEXT %s
package main

func pair() (int, string) { return 1, "a", 2 }

// CHECK: {"file":"{{.*}}fail_json_errors_are_objects.go","line":6,"column":44,"package":"command-line-arguments",
// CHECK-SAME: "message":"too many return values","continuation":["have (number, string, number)","want (int, string)"]}

func main() {
	var _ int = "a\\\"ü\a"
	// CHECK-NEXT: "line":12,{{.*}}"message":"cannot use \"a\\\\\\\"ü\\a\" (untyped string constant) as int value in variable declaration"}
	// TEXT: cannot use "a\\\"ü\a" (untyped string constant) as int value in variable declaration
	mian() // CHECK-NEXT: "line":15,"column":2,{{.*}}"message":"undefined: mian","hint":"did you mean main?"}
	// CHECK-NOT: {{.}}
}
