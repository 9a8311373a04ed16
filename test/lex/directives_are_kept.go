// RUN: %minigo build --dump=tokens --stop-after=lex %s | %FileCheck %s
//go:noinline
//go:linkname a b.c
// go:not a directive
var x int //go:misplaced here
/*go:notone*/
// CHECK: directive go:noinline{{$}}
// CHECK-NEXT: directive go:linkname a b.c{{$}}
// CHECK-NOT: : directive
// CHECK: Name int
// CHECK: directive go:misplaced here (misplaced)
// CHECK-NOT: : directive
