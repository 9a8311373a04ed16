// strings: searching, comparing, sorting, joining, splitting, walking over text.
package main

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	long   = strings.Repeat("the quick brown fox jumps over a lazy dog, ", 2000) + "needle and $"
	short  = "the quick brown fox jumps over a lazy dog"
	page   = []byte(long)
	page2  = []byte(long)
	mostly = strings.Repeat("plain words, then größer: 世界 ", 200)
	ascii  = strings.Repeat("plain words, and nothing else ", 200)
	names  = makeNames(2000)
	sorted = make([]string, len(names))
	parts  = []string{"alpha", "beta", "gamma", "delta", "epsilon"}
	result string
)

func makeNames(n int) (s []string) {
	x := uint32(1)
	for range n {
		x = x*1664525 + 1013904223
		s = append(s, "user-"+strconv.Itoa(int(x>>12)))
	}
	return
}

// Searches: one operation is one byte of text.

func searchLong(find func() int) func(int) {
	return func(n int) {
		for ; n > 0; n -= len(long) {
			sink += find()
		}
	}
}

func searchShort(n int) {
	for range n {
		sink += strings.Index(short, "lazy") + strings.IndexByte(short, 'z')
	}
}

func equalStrings(n int) {
	s := 0
	for i := range n {
		if names[i&1023] == names[(i+1)&1023] {
			s++
		}
	}
	sink += s
}

func lessStrings(n int) {
	s := 0
	for i := range n {
		if names[i&1023] < names[i*7&1023] {
			s++
		}
	}
	sink += s
}

func compareStrings(n int) {
	s := 0
	for i := range n {
		s += strings.Compare(names[i&1023], names[i*7&1023])
	}
	sink += s
}

func sortStrings(int) {
	copy(sorted, names)
	slices.Sort(sorted)
}

func sortStringsFunc(int) {
	copy(sorted, names)
	slices.SortFunc(sorted, func(a, b string) int { return strings.Compare(b, a) })
}

func concat2(n int) {
	for i := range n {
		result = parts[i&3] + parts[1]
	}
}

func concat3(n int) {
	for i := range n {
		result = parts[i&3] + ", " + parts[1]
	}
}

func concat5(n int) {
	for i := range n {
		result = parts[i&3] + ", " + parts[1] + ", " + parts[2]
	}
}

func concatTemporary(n int) {
	for i := range n {
		sink += len(parts[i&3]+parts[1]) + strings.IndexByte(parts[2]+parts[i&3], 'd')
	}
}

func builder(n int) {
	for range n / 100 {
		var b strings.Builder
		for i := range 100 {
			b.WriteString(parts[i%5])
			b.WriteByte(' ')
		}
		sink += b.Len()
	}
}

func rangeText(s string) func(int) {
	return func(n int) {
		sum := 0
		for ; n > 0; n -= len(s) {
			for _, r := range s {
				sum += int(r)
			}
		}
		sink += sum
	}
}

func toBytes(n int) {
	for i := range n {
		b := []byte(parts[i&3])
		b[0] = 'A'
		sink += int(b[1])
	}
}

func keyOfBytes(n int) {
	m := map[string]int{"alpha": 1, "beta": 2}
	b := []byte("alpha")
	for range n {
		sink += m[string(b)]
	}
}

func runes(n int) {
	for ; n > 0; n -= len(mostly) {
		sink += len([]rune(mostly)) + utf8.RuneCountInString(mostly)
	}
}

func countWords(n int) {
	for ; n > 0; n -= 9000 {
		m := map[string]int{}
		for _, w := range strings.Fields(long[:9000*5]) {
			m[w]++
		}
		sink += len(m)
	}
}

func main() {
	measure("index-byte", len(long), searchLong(func() int { return strings.IndexByte(long, '$') }))
	measure("index", len(long), searchLong(func() int { return strings.Index(long, "needle") }))
	measure("index-long", len(long), searchLong(func() int { return strings.Index(long, "a lazy dog, needle and") }))
	measure("last-index", len(long), searchLong(func() int { return strings.LastIndex(long, "nothing") }))
	measure("count-byte", len(long), searchLong(func() int { return strings.Count(long, "q") }))
	measure("count", len(long), searchLong(func() int { return strings.Count(long, "lazy") }))
	measure("contains", len(long), searchLong(func() int {
		if strings.Contains(long, "no such text") {
			return 1
		}
		return 0
	}))
	measure("equal-long", len(long), searchLong(func() int {
		if bytes.Equal(page, page2) {
			return 1
		}
		return 0
	}))
	measure("compare-long", len(long), searchLong(func() int { return bytes.Compare(page, page2) }))
	measure("replace", len(long), searchLong(func() int { return len(strings.ReplaceAll(long, "lazy", "busy")) }))
	measure("split", len(long), searchLong(func() int { return len(strings.Split(long, ", ")) }))
	measure("to-upper", len(long), searchLong(func() int { return len(strings.ToUpper(long)) }))
	measure("search-short", 100000, searchShort)
	measure("equal", 1000000, equalStrings)
	measure("less", 1000000, lessStrings)
	measure("compare", 1000000, compareStrings)
	measure("sort", len(names), sortStrings)
	measure("sort-func", len(names), sortStringsFunc)
	measure("concat-2", 100000, concat2)
	measure("concat-3", 100000, concat3)
	measure("concat-5", 100000, concat5)
	measure("concat-temp", 100000, concatTemporary)
	measure("builder", 100000, builder)
	measure("range-utf8", len(mostly), rangeText(mostly))
	measure("range-ascii", len(ascii), rangeText(ascii))
	measure("to-bytes", 100000, toBytes)
	measure("key-of-bytes", 100000, keyOfBytes)
	measure("runes", len(mostly), runes)
	measure("count-words", 9000, countWords)
}
