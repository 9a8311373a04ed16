// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"fmt"
	_ "reflect"
	_ "unsafe"
)

//go:linkname gcbits reflect.gcbits
func gcbits(any) []byte

type pair struct {
	n int
	p *int
}

func main() {
	fmt.Println(gcbits(new(int)), gcbits(new(pair)), gcbits(new([2]pair))) // CHECK: [] [0 1] [0 1 0 1]
	fmt.Println(gcbits(new([99]pair))[:8])                                 // CHECK-NEXT: [0 1 0 1 0 1 0 1]
	fmt.Println(gcbits(&make([]pair, 5000)[0])[:4])                        // CHECK-NEXT: [0 1 0 1]
}
