// pointers: stores of pointers into the heap, most of the work of these: what the write barrier costs while it is off.
package main

import "sort"

// ---- a list whose elements move to the front

type element struct {
	prev, next *element
	key        int
}

type ring struct{ root element }

func (r *ring) insert(e *element) {
	e.prev, e.next = &r.root, r.root.next
	e.prev.next, e.next.prev = e, e
}

func (e *element) remove() { e.prev.next, e.next.prev = e.next, e.prev }

var elements []*element
var list ring

func moveToFront(n int) {
	for i := range n {
		e := elements[i*7919%len(elements)]
		e.remove()
		list.insert(e)
	}
}

func reverse(n int) {
	for ; n > 0; n -= len(elements) {
		var head *element
		for e := list.root.next; e != &list.root; {
			next := e.next
			e.prev = head
			head, e = e, next
		}
		for e := list.root.next; e != &list.root; e = e.next { // as it was
			e.next.prev = e
		}
	}
}

// ---- a treap

type treap struct {
	left, right *treap
	key, prio   uint32
}

func (t *treap) insert(x *treap) *treap {
	if t == nil {
		return x
	}
	if x.key < t.key {
		t.left = t.left.insert(x)
		if t.left.prio > t.prio {
			l := t.left
			t.left, l.right = l.right, t
			return l
		}
	} else {
		t.right = t.right.insert(x)
		if t.right.prio > t.prio {
			r := t.right
			t.right, r.left = r.left, t
			return r
		}
	}
	return t
}

var root *treap

func treaps(n int) {
	seed := uint32(1)
	for i := range n {
		if i%1000 == 0 {
			root = nil
		}
		seed = seed*1664525 + 1013904223
		root = root.insert(&treap{key: seed >> 8, prio: seed * 2654435761})
	}
}

// ---- slices of pointers

var shuffled, sorted []*element

func sortPointers(n int) {
	for ; n > 0; n -= len(shuffled) {
		copy(sorted, shuffled)
		sort.Slice(sorted, func(i, j int) bool { return sorted[i].key < sorted[j].key })
	}
}

func swapPointers(n int) {
	s := sorted
	for i := range n {
		j, k := i&1023, i*31&1023
		s[j], s[k] = s[k], s[j]
	}
}

// ---- least recently used

type entry struct {
	element
	value string
}

func lru(n int) {
	cache := map[int]*entry{}
	var order ring
	order.root.prev, order.root.next = &order.root, &order.root
	for i := range n {
		key := i * i % 4093
		e := cache[key]
		if e == nil {
			e = &entry{element: element{key: key}}
			cache[key] = e
			if len(cache) > 1000 {
				last := order.root.prev
				last.remove()
				delete(cache, last.key)
			}
		} else {
			e.remove()
		}
		order.insert(&e.element)
	}
	sink += len(cache)
}

func main() {
	list.root.prev, list.root.next = &list.root, &list.root
	for i := range 1024 {
		e := &element{key: i * 389 % 1024}
		elements = append(elements, e)
		list.insert(e)
	}
	shuffled = append(shuffled, elements...)
	sorted = append(sorted, elements...)
	measure("move-to-front", 1000000, moveToFront)
	measure("reverse", 1024000, reverse)
	measure("treap", 100000, treaps)
	measure("sort-pointers", 102400, sortPointers)
	measure("swap-pointers", 1000000, swapPointers)
	measure("lru", 100000, lru)
}
