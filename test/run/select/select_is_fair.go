// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

func main() {
	a, b := make(chan int), make(chan int)
	close(a)
	close(b)
	na, nb := 0, 0
	for range 1000 {
		select {
		case <-a:
			na++
		case <-b:
			nb++
		}
	}
	println(na > 300, nb > 300, na+nb) // CHECK: true true 1000
}
