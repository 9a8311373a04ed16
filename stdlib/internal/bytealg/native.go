// Replaces the search loops, which gc has in assembly, by leaf functions of the native runtime (runtime/lang/bytealg).
package bytealg

import _ "unsafe"

func IndexByte(b []byte, c byte) int
func IndexByteString(s string, c byte) int
func Count(b []byte, c byte) int
func CountString(s string, c byte) int
func Compare(a, b []byte) int
func MakeNoZero(n int) []byte

// Index finds b, of 2 to MaxLen bytes, in a.
func Index(a, b []byte) int
func IndexString(a, b string) int

// CountText counts the matches of text, of 2 to MaxLen bytes, that do not overlap.
func CountText(s, text string) int {
	const piece = 1 << 20 // a leaf is not preempted
	n := 0
	for len(s) > piece {
		found, next := countPiece(s[:piece], text)
		n += found
		s = s[next:]
	}
	found, _ := countPiece(s, text)
	return n + found
}

// countPiece also says where in s the next match may begin.
func countPiece(s, text string) (found, next int)

const MaxBruteForce = 64

func init() { MaxLen = 63 }

// Cutover is after how many false positives of IndexByte within n bytes it is better to call Index.
func Cutover(n int) int { return (n + 16) / 8 }

// runtime.cmpstring, which the real file defines for gc, is an entry of the native runtime here.
func runtime_cmpstring(a, b string) int
