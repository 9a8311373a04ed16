// Replaces Count: matches are counted by one call of a leaf of the native runtime (runtime/lang/bytealg), not by one for each.
package strings

import (
	"internal/bytealg"
	"unicode/utf8"
)

func Count(s, substr string) int {
	switch {
	case len(substr) == 0:
		return utf8.RuneCountInString(s) + 1
	case len(substr) == 1:
		return bytealg.CountString(s, substr[0])
	case len(substr) <= bytealg.MaxLen:
		return bytealg.CountText(s, substr)
	}
	n := 0
	for i := Index(s, substr); i >= 0; i = Index(s, substr) {
		n++
		s = s[i+len(substr):]
	}
	return n
}
