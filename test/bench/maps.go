// maps: small ones, made and filled and walked over; the wrappers people write around them; clearing and deleting.
package main

import (
	"maps"
	"slices"
	"strings"
)

type point struct{ x, y int }

var (
	keys    = []string{"name", "size", "kind", "mode", "time", "user", "host", "path"}
	kept    map[string]int
	eight   = map[int]int{}
	strs    = map[string]int{}
	large   = map[int]int{}
	points  = map[point]int{}
	words   = strings.Fields(strings.Repeat("the quick brown fox jumps over the lazy dog and runs from the bear ", 50))
)

// filled makes maps of the given size: one operation is one map.
func filled(size int) func(int) {
	return func(n int) {
		for range n {
			m := map[int]int{}
			for k := range size {
				m[k] = k
			}
			sink += len(m)
		}
	}
}

func filledEscaping(size int) func(int) {
	return func(n int) {
		for range n {
			m := make(map[string]int)
			for k := range size {
				m[keys[k]] = k
			}
			kept = m
		}
	}
}

func literal(n int) {
	for i := range n {
		m := map[string]int{"a": 1, "b": i, "c": 3}
		sink += m["b"]
	}
}

func walk[K comparable](m map[K]int) func(int) {
	return func(n int) {
		s := 0
		for ; n > 0; n -= len(m) {
			for _, v := range m {
				s += v
			}
		}
		sink += s
	}
}

func lookupEight(n int) {
	s := 0
	for i := range n {
		s += eight[i&7]
	}
	sink += s
}

func lookupEightStrings(n int) {
	s := 0
	for i := range n {
		s += strs[keys[i&7]]
	}
	sink += s
}

func lookupPoint(n int) {
	s := 0
	for i := range n {
		s += points[point{i & 15, i & 7}]
	}
	sink += s
}

func lookupMissing(n int) {
	s := 0
	for i := range n {
		if _, ok := large[i|1<<20]; ok {
			s++
		}
	}
	sink += s
}

func update(n int) {
	for i := range n {
		large[i&1023]++
	}
}

func insertDelete(n int) {
	for i := range n {
		large[1<<21+i] = i
		delete(large, 1<<21+i)
	}
}

func countWords(n int) {
	for ; n > 0; n -= len(words) {
		m := map[string]int{}
		for _, w := range words {
			m[w]++
		}
		sink += len(m)
	}
}

func growing(n int) {
	m := map[int]int{}
	for i := range n {
		m[i*0x9E3779B1] = i
	}
	sink += len(m)
}

func sortedKeys(n int) {
	ks := make([]int, 0, len(large))
	for ; n > 0; n -= len(large) {
		ks = ks[:0]
		for k := range large {
			ks = append(ks, k)
		}
		slices.Sort(ks)
		sink += ks[1]
	}
}

func clone(n int) {
	for ; n > 0; n -= len(large) {
		sink += len(maps.Clone(large))
	}
}

func cleared(n int) {
	m := map[int]int{}
	for ; n > 0; n -= 100 {
		for i := range 100 {
			m[i] = i
		}
		clear(m)
	}
	sink += len(m)
}

func grouped(n int) {
	for ; n > 0; n -= 1000 {
		m := map[int][]int{}
		for i := range 1000 {
			m[i%50] = append(m[i%50], i)
		}
		sink += len(m)
	}
}

func main() {
	for i := range 8 {
		eight[i], strs[keys[i]] = i, i
	}
	for i := range 1024 {
		large[i] = i
		points[point{i & 15, i >> 4 & 7}] = i
	}
	measure("fill-1", 10000, filled(1))
	measure("fill-3", 10000, filled(3))
	measure("fill-8", 10000, filled(8))
	measure("fill-20", 10000, filled(20))
	measure("fill-str-1", 10000, filledEscaping(1))
	measure("fill-str-3", 10000, filledEscaping(3))
	measure("fill-str-8", 10000, filledEscaping(8))
	measure("literal", 10000, literal)
	measure("range-8", 100000, walk(eight))
	measure("range-8-str", 100000, walk(strs))
	measure("range-1024", 102400, walk(large))
	measure("lookup-8", 100000, lookupEight)
	measure("lookup-8-str", 100000, lookupEightStrings)
	measure("lookup-struct", 100000, lookupPoint)
	measure("lookup-missing", 100000, lookupMissing)
	measure("update", 100000, update)
	measure("insert-delete", 100000, insertDelete)
	measure("count-words", len(words)*10, countWords)
	measure("growing", 100000, growing)
	measure("sorted-keys", 10240, sortedKeys)
	measure("clone", 102400, clone)
	measure("cleared", 100000, cleared)
	measure("grouped", 100000, grouped)
}
