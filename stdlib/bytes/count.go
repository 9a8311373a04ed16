// Replaces Count, as in package strings.
package bytes

import (
	"internal/bytealg"
	"unicode/utf8"
	"unsafe"
)

func Count(s, sep []byte) int {
	switch {
	case len(sep) == 0:
		return utf8.RuneCount(s) + 1
	case len(sep) == 1:
		return bytealg.Count(s, sep[0])
	case len(sep) <= bytealg.MaxLen:
		return bytealg.CountText(unsafe.String(unsafe.SliceData(s), len(s)), unsafe.String(unsafe.SliceData(sep), len(sep)))
	}
	n := 0
	for i := Index(s, sep); i >= 0; i = Index(s, sep) {
		n++
		s = s[i+len(sep):]
	}
	return n
}
