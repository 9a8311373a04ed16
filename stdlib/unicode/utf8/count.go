// Replaces the loops that count runes by a leaf function of the native runtime, which takes 32 bytes at a time (runtime/lang/rune_count).
package utf8

func RuneCount(p []byte) int
func RuneCountInString(s string) int
