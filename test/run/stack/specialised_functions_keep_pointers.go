// Clones of functions, made by the optimiser for constant arguments, have their argument masks too.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=stackmove=1 %minigo run %s 2>&1 | %FileCheck %s
package main

func double(x int) int { return 2 * x }
func triple(x int) int { return 3 * x }

//go:noinline
func visit(p *int, f func(int) int) int {
	var room [300]int
	room[*p] = f(*p + 1)
	*p += room[*p]
	return room[0]
}

func main() {
	c := make(chan int)
	for range 3 {
		go func() {
			v := 0
			visit(&v, double)
			visit(&v, triple)
			c <- v
		}()
		println(<-c)
	}
}

// CHECK-COUNT-3: {{^}}11{{$}}
