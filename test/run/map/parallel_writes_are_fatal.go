// RUN: env GOMAXPROCS=2 %exits 2 %minigo run %s 2>&1 | %FileCheck %s
package main

// CHECK: fatal error: concurrent map {{(writes|read and map write|iteration and map write)}}
func main() {
	m := map[int]int{}
	for g := range 4 {
		go func() {
			for i := 0; ; i++ {
				m[i%1000+g] = i
			}
		}()
	}
	for {
		for range m {
		}
	}
}
