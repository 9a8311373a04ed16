// RUN: %exits 1 %minigo build -diag=rich %s 2>&1 | %FileCheck --strict-whitespace %s
package main

import "fmt"

func pair() (int, string) { return 1, "ä", 2 }

func main() {
	var counter int
	fmt.Printl("ä", contuer)
}

// CHECK:.go:6:45: too many return values
// CHECK-NEXT:{{^	}}have (number, string, number)
// CHECK-NEXT:{{^	}}want (int, string)
// CHECK-NEXT:{{^}}    6 | func pair() (int, string) { return 1, "ä", 2 }{{$}}
// CHECK-NEXT:{{^}}      |                                            ^{{$}}
// CHECK-NEXT: counter declared and not used
// CHECK:.go:10:6: undefined: fmt.Printl
// CHECK-NEXT:{{^}}   10 | 	fmt.Printl("ä", contuer){{$}}
// CHECK-NEXT:{{^}}      | 	    ^~~~~~{{$}}
// CHECK-NEXT:{{^	}}hint: did you mean fmt.Println?{{$}}
// CHECK-NEXT: undefined: contuer
