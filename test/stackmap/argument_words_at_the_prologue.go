// A stack that grows at entry has no map yet: the function says which argument words are pointers, w in registers, s on
// the stack.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

//go:noinline
func use() {}

// CHECK: main.f  args w2 w3 w5 w8 w9 s0 s1 s3{{$}}
//
//go:noinline
func f(n int, p *int, x float64, s string, t []byte, a, b *int, m map[int]int, c chan int, k int, g func()) { use() }

func main() { f(0, nil, 0, "", nil, nil, nil, nil, nil, 0, nil) }
