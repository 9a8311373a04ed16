// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i *= 10; return i })
	}
	println(fs[0](), fs[1](), fs[2](), fs[2]()) // CHECK: 0 10 20 200
}
