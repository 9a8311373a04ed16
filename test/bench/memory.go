// memory: allocation, collection, maps, strings as keys, append, growing stacks.
package main

type node struct {
	next *node
	v    [3]int
}

var list *node

func alloc(n int) {
	for i := range n {
		if i%100 == 0 {
			list = nil
		}
		list = &node{next: list}
	}
}

type leaf struct{ left, right *leaf }

func build(depth int) *leaf {
	if depth == 0 {
		return &leaf{}
	}
	return &leaf{build(depth - 1), build(depth - 1)}
}

func (l *leaf) count() int {
	if l.left == nil {
		return 1
	}
	return 1 + l.left.count() + l.right.count()
}

// One operation is one node made and visited.
func trees(n int) {
	for ; n > 0; n -= 1<<11 - 1 {
		sink += build(10).count()
	}
}

var kept *leaf
var box *int

func allocTiny(n int) {
	for i := range n {
		box = new(int)
		*box = i
	}
}

var buffer []byte

func allocKB(n int) {
	for range n {
		buffer = make([]byte, 1024)
	}
}

func appendInts(n int) {
	var s []int
	for i := range n {
		s = append(s, i)
	}
	sink += len(s)
}

func mapInsert(n int) {
	for range n / 1000 {
		m := map[int]int{}
		for k := range 1000 {
			m[k*7] = k
		}
		sink += len(m)
	}
}

var ints = map[int]int{}
var words []string
var byWord = map[string]int{}

func mapLookup(n int) {
	s := 0
	for i := range n {
		s += ints[i&1023]
	}
	sink += s
}

func mapInsertString(n int) {
	for range n / 1000 {
		m := map[string]int{}
		for k := range 1000 {
			m[words[k]] = k
		}
		sink += len(m)
	}
}

func mapLookupString(n int) {
	s := 0
	for i := range n {
		s += byWord[words[i&1023]]
	}
	sink += s
}

func mapRange(n int) {
	s := 0
	for ; n > 0; n -= len(ints) {
		for k, v := range ints {
			s += k ^ v
		}
	}
	sink += s
}

func deep(n int) int {
	var pad [8]int
	pad[n&7] = n
	if n == 0 {
		return 0
	}
	return deep(n-1) + pad[n&7]&1
}

// One operation is one frame on a stack that starts small.
func growStack(n int) {
	done := make(chan int)
	for ; n > 0; n -= 1000 {
		go func() { done <- deep(1000) }()
		sink += <-done
	}
}

func word(i int) string {
	s := "key-"
	for ; i > 0; i /= 26 {
		s += string(rune('a' + i%26))
	}
	return s
}

func main() {
	for k := range 1024 {
		ints[k] = k
		words = append(words, word(k))
		byWord[words[k]] = k
	}
	measure("alloc-32B", 1000000, alloc)
	measure("alloc-tiny", 1000000, allocTiny)
	measure("alloc-1KB", 100000, allocKB)
	measure("trees", 100000, trees)
	kept = build(18)
	measure("trees-beside-8MB", 1000000, trees)
	kept = nil
	measure("append", 100000, appendInts)
	measure("map-insert", 100000, mapInsert)
	measure("map-lookup", 100000, mapLookup)
	measure("map-insert-str", 100000, mapInsertString)
	measure("map-lookup-str", 100000, mapLookupString)
	measure("map-range", 102400, mapRange)
	measure("grow-stack", 100000, growStack)
}
