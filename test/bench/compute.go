// compute: calls, loops, slices, strings, generics, interfaces.
package main

import "slices"

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func sieve(n int) {
	composite := make([]bool, n)
	count := 0
	for i := 2; i < n; i++ {
		if composite[i] {
			continue
		}
		count++
		for j := i * i; j < n; j += i {
			composite[j] = true
		}
	}
	sink += count
}

func newMatrix(n int) [][]float64 {
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			m[i][j] = float64(i ^ j)
		}
	}
	return m
}

const matrixSize = 128

var a, b, c = newMatrix(matrixSize), newMatrix(matrixSize), newMatrix(matrixSize)

// n multiply-add steps, rounded up to whole products.
func matmul(n int) {
	for ; n > 0; n -= matrixSize * matrixSize * matrixSize {
		for i := range a {
			for j := range b[0] {
				s := 0.0
				for k := range b {
					s += a[i][k] * b[k][j]
				}
				c[i][j] = s
			}
		}
	}
	sink += int(c[1][2])
}

type shape interface{ area() int }
type square struct{ side int }
type rect struct{ w, h int }

//go:noinline
func (s *square) area() int { return s.side * s.side }

//go:noinline
func (r *rect) area() int { return r.w * r.h }

var shapes = []shape{&square{2}, &rect{3, 4}, &square{5}, &rect{6, 7}}

func interfaceCall(n int) {
	s := 0
	for i := range n {
		s += shapes[i&3].area()
	}
	sink += s
}

var adders = []func(int) int{func(x int) int { return x + 1 }, func(x int) int { return x + sink }}

func closureCall(n int) {
	s := 0
	for i := range n {
		s = adders[i&1](s)
	}
	sink += s & 1
}

func random(n int) []int {
	s, x := make([]int, n), uint32(1)
	for i := range s {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		s[i] = int(x)
	}
	return s
}

var unsorted, sorted = random(20000), make([]int, 20000)

func sortInts(int) {
	copy(sorted, unsorted)
	slices.Sort(sorted)
}

func sortFunc(int) {
	copy(sorted, unsorted)
	slices.SortFunc(sorted, func(a, b int) int { return b - a })
}

type tree[K any, V any] struct {
	root *branch[K, V]
	less func(a, b K) bool
}

type branch[K any, V any] struct {
	left, right *branch[K, V]
	key         K
	value       V
}

func (t *tree[K, V]) set(k K, v V) {
	at := &t.root
	for *at != nil {
		switch {
		case t.less(k, (*at).key):
			at = &(*at).left
		case t.less((*at).key, k):
			at = &(*at).right
		default:
			(*at).value = v
			return
		}
	}
	*at = &branch[K, V]{key: k, value: v}
}

var numbers = tree[int, int]{less: func(a, b int) bool { return a < b }}

func genericTree(n int) {
	for i := range n {
		numbers.set(unsorted[i%1000], i)
	}
}

func collatz(n int) {
	steps := 0
	for i := 1; steps < n; i++ {
		for v := i; v != 1; steps++ {
			if v%2 == 0 {
				v /= 2
			} else {
				v = 3*v + 1
			}
		}
	}
	sink += steps
}

var text = []byte("the quick brown fox jumps over the lazy dog and runs away from the bear that sleeps in the wood ")

func bytesLoop(n int) {
	h := uint32(2166136261)
	for ; n > 0; n -= len(text) {
		for _, c := range text {
			h = (h ^ uint32(c)) * 16777619
		}
	}
	sink += int(h)
}

func concat(n int) {
	for range n {
		s := "a" + string(text[:sink&3+4])
		s += "b"
		sink += len(s) & 1
	}
}

func queens(row, n int, cols, d1, d2 uint) int {
	if row == n {
		return 1
	}
	count := 0
	for free := (uint(1)<<n - 1) &^ (cols | d1 | d2); free != 0; {
		bit := free & -free
		free ^= bit
		count += queens(row+1, n, cols|bit, (d1|bit)<<1, (d2|bit)>>1)
	}
	return count
}

func main() {
	measure("fib", 1346269*2, func(int) { sink += fib(30) })
	measure("sieve", 100000, sieve)
	measure("matmul", matrixSize*matrixSize*matrixSize, matmul)
	measure("interface-call", 1000000, interfaceCall)
	measure("closure-call", 1000000, closureCall)
	measure("sort-ints", 20000, sortInts)
	measure("sort-func", 20000, sortFunc)
	measure("generic-tree", 100000, genericTree)
	measure("collatz", 1000000, collatz)
	measure("bytes-loop", 1000000, bytesLoop)
	measure("concat", 100000, concat)
	measure("queens", 9, func(n int) { sink += queens(0, n, 0, 0, 0) })
}
