// calls: how functions are called and values handed over: interfaces, func values, structs by value, generics; and loops of
// integers, in which nothing but the generated code counts.
package main

import "cmp"

// ---- interfaces

type animal interface{ legs() int }
type bird struct{ n int }
type fish struct{ n, m int }
type count int

//go:noinline
func (b *bird) legs() int { return b.n }

func (f *fish) legs() int { return f.n + f.m }
func (c count) legs() int { return int(c) }

var (
	oneKind  animal = &bird{2}
	smallOne animal = count(3)
	anything        = []any{1, "a", &bird{2}, 2.5, count(3), []int{1}, 7, "b"}
	values          = []any{1, "a", birds[0], 2.5, count(3), four{1, 2, 3, 4}, 7, "b"}
	birds           = []animal{&bird{1}, &bird{2}, &bird{3}, &bird{4}}
	mixed           = []animal{&bird{1}, &fish{2, 1}, count(3), &bird{4}}
	errA     error  = failure{1}
	errB     error  = &failure{2}
	errs            = []error{errB, nil, errB, errA}
)

type failure struct{ code int }

func (failure) Error() string { return "failed" }

func assertPointer(n int) {
	s := 0
	for i := range n {
		if b, ok := birds[i&3].(*bird); ok {
			s += b.n
		}
	}
	sink += s
}

func assertValue(n int) {
	s := 0
	for i := range n {
		if v, ok := anything[i&7].(int); ok {
			s += v
		}
	}
	sink += s
}

func assertMust(n int) {
	s := 0
	for i := range n {
		s += birds[i&3].(*bird).n
	}
	sink += s
}

func assertInterface(n int) {
	s := 0
	for i := range n {
		if v, ok := anything[i&7].(animal); ok {
			s += v.legs()
		}
	}
	sink += s
}

func typeSwitch(n int) {
	s := 0
	for i := range n {
		switch v := anything[i&7].(type) {
		case int:
			s += v
		case string:
			s += len(v)
		case *bird:
			s += v.n
		case float64:
			s += int(v)
		case count:
			s++
		}
	}
	sink += s
}

func compareErrors(n int) {
	s := 0
	for i := range n {
		if errs[i&3] == errB {
			s++
		}
		if errs[i&3] != nil {
			s++
		}
	}
	sink += s
}

func compareAny(n int) {
	s := 0
	for i := range n {
		if values[i&7] == values[i>>3&7] {
			s++
		}
	}
	sink += s
}

func callOneKind(n int) {
	s := 0
	for range n {
		s += oneKind.legs()
	}
	sink += s
}

func callSmall(n int) {
	s := 0
	for range n {
		s += smallOne.legs()
	}
	sink += s
}

func callMixed(n int) {
	s := 0
	for i := range n {
		s += mixed[i&3].legs()
	}
	sink += s
}

// ---- structs and arrays by value

type four struct{ a, b, c, d int }
type large struct{ v [32]int }
type withArray struct {
	n    int
	v    [8]int
	name string
}

//go:noinline
func addFour(x, y four) four { return four{x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d} }

//go:noinline
func changeLarge(x large, i int) large {
	x.v[i&31]++
	return x
}

//go:noinline
func (w withArray) at(i int) int { return w.v[i&7] + w.n }

//go:noinline
func (w withArray) with(i int) withArray {
	w.v[i&7] = i
	return w
}

func structs32(n int) {
	x, y := four{1, 2, 3, 4}, four{4, 3, 2, 1}
	for range n {
		x = addFour(x, y)
	}
	sink += x.a + x.d
}

func structs256(n int) {
	var x large
	for i := range n {
		x = changeLarge(x, i)
	}
	sink += x.v[3]
}

func arrayRead(n int) {
	w := withArray{n: 1, v: [8]int{1, 2, 3, 4, 5, 6, 7, 8}}
	s := 0
	for i := range n {
		s += w.at(i)
	}
	sink += s
}

func arrayChanged(n int) {
	w := withArray{n: 1}
	for i := range n {
		w = w.with(i)
	}
	sink += w.v[5]
}

type vector [3]float64

func (a vector) add(b vector) vector {
	for i := range a {
		a[i] += b[i]
	}
	return a
}

func (a vector) scale(f float64) vector { return vector{a[0] * f, a[1] * f, a[2] * f} }

func vectors(n int) {
	p, v := vector{}, vector{1, 2, 3}
	for range n {
		p = p.add(v.scale(0.5))
	}
	sink += int(p[2])
}

// ---- generics and func values

//go:noinline
func fold[T, A any](s []T, a A, f func(A, T) A) A {
	for _, v := range s {
		a = f(a, v)
	}
	return a
}

func apply[T, U any](s []T, f func(T) U) []U {
	r := make([]U, 0, len(s))
	for _, v := range s {
		r = append(r, f(v))
	}
	return r
}

func keep[T any](s []T, f func(T) bool) (r []T) {
	for _, v := range s {
		if f(v) {
			r = append(r, v)
		}
	}
	return r
}

func largest[T cmp.Ordered](s []T) T {
	m := s[0]
	for _, v := range s {
		m = max(m, v)
	}
	return m
}

type set[K comparable] struct{ m map[K]struct{} }

func (s *set[K]) add(k K)      { s.m[k] = struct{}{} }
func (s *set[K]) has(k K) bool { _, ok := s.m[k]; return ok }

var hundred = func() (s []int) {
	for i := range 100 {
		s = append(s, i*7919%101)
	}
	return
}()

func foldInts(n int) {
	for ; n > 0; n -= 100 {
		sink += fold(hundred, 0, func(a, v int) int { return a + v })
	}
}

func foldCapture(n int) {
	k := sink & 3
	for ; n > 0; n -= 100 {
		sink += int(fold(hundred, 0.0, func(a float64, v int) float64 { return a + float64(v*k) }))
	}
}

func mapFilter(n int) {
	for ; n > 0; n -= 100 {
		sink += len(keep(apply(hundred, func(v int) int { return v * 3 }), func(v int) bool { return v&1 == 0 }))
	}
}

func largestOf(n int) {
	for ; n > 0; n -= 100 {
		sink += largest(hundred)
	}
}

func genericSet(n int) {
	s := set[int]{map[int]struct{}{}}
	for i := range n {
		if !s.has(i & 63) {
			s.add(i & 63)
		}
	}
	sink += len(s.m)
}

func recursiveClosure(n int) {
	for ; n > 0; n -= 20 {
		var down func(int) int
		down = func(d int) int {
			if d == 0 {
				return 0
			}
			return down(d-1) + 1
		}
		sink += down(20)
	}
}

// ---- integers

func mix(n int) {
	h := uint64(sink)
	for i := range n {
		h ^= uint64(i)
		h *= 0xff51afd7ed558ccd
		h ^= h >> 33
		h = h<<31 | h>>33
		h *= 0xc4ceb9fe1a85ec53
	}
	sink += int(h & 1)
}

func mix32(n int) {
	a, b, c, d := uint32(1), uint32(2), uint32(3), uint32(4)
	for range n {
		a += b
		d ^= a
		d = d<<16 | d>>16
		c += d
		b ^= c
		b = b<<12 | b>>20
	}
	sink += int(a ^ b ^ c ^ d)
}

func ackermann(m, n int) int {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

func tak(x, y, z int) int {
	if y >= x {
		return z
	}
	return tak(tak(x-1, y, z), tak(y-1, z, x), tak(z-1, x, y))
}

func fannkuch(n int) {
	perm, perm1, count := make([]int, n), make([]int, n), make([]int, n)
	for i := range perm1 {
		perm1[i] = i
	}
	most, r := 0, n
	for {
		for ; r != 1; r-- {
			count[r-1] = r
		}
		copy(perm, perm1)
		flips := 0
		for k := perm[0]; k != 0; k = perm[0] {
			for i, j := 0, k; i < j; i, j = i+1, j-1 {
				perm[i], perm[j] = perm[j], perm[i]
			}
			flips++
		}
		most = max(most, flips)
		for {
			if r == n {
				sink += most
				return
			}
			first := perm1[0]
			for i := range r {
				perm1[i] = perm1[i+1]
			}
			perm1[r] = first
			count[r]--
			if count[r] > 0 {
				break
			}
			r++
		}
	}
}

func main() {
	measure("assert-pointer", 1000000, assertPointer)
	measure("assert-value", 1000000, assertValue)
	measure("assert-must", 1000000, assertMust)
	measure("assert-iface", 1000000, assertInterface)
	measure("type-switch", 1000000, typeSwitch)
	measure("compare-errors", 1000000, compareErrors)
	measure("compare-any", 1000000, compareAny)
	measure("call-one-kind", 1000000, callOneKind)
	measure("call-small", 1000000, callSmall)
	measure("call-mixed", 1000000, callMixed)
	measure("structs-32", 1000000, structs32)
	measure("structs-256", 1000000, structs256)
	measure("array-read", 1000000, arrayRead)
	measure("array-changed", 1000000, arrayChanged)
	measure("vectors", 1000000, vectors)
	measure("fold", 1000000, foldInts)
	measure("fold-capture", 1000000, foldCapture)
	measure("map-filter", 1000000, mapFilter)
	measure("largest", 1000000, largestOf)
	measure("generic-set", 1000000, genericSet)
	measure("closure-self", 1000000, recursiveClosure)
	measure("mix", 1000000, mix)
	measure("mix32", 1000000, mix32)
	measure("ackermann", 172233, func(int) { sink += ackermann(2, 340) })
	measure("tak", 63609, func(int) { sink += tak(18, 12, 6) })
	measure("fannkuch", 9, fannkuch)
}
