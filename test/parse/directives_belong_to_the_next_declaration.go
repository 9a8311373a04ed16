// RUN: %minigo build --dump=ast --stop-after=parse %s | %FileCheck %s
package p

import _ "unsafe"

//go:noinline
//go:nosplit
func f() {} // CHECK: FuncDecl f
            // CHECK-NEXT: directive: go:noinline
            // CHECK-NEXT: directive: go:nosplit

//go:linkname g runtime.g
func g() // CHECK: FuncDecl g
         // CHECK-NEXT: directive: go:linkname g runtime.g
func h() // CHECK: FuncDecl h
         // CHECK-NOT: directive
