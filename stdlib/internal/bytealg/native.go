// Replaces the search loops, which gc has in assembly, by leaf functions of the native runtime (runtime/lang/bytealg).
package bytealg

import _ "unsafe"

func IndexByte(b []byte, c byte) int
func IndexByteString(s string, c byte) int
func Count(b []byte, c byte) int
func CountString(s string, c byte) int
func Compare(a, b []byte) int
func MakeNoZero(n int) []byte

// runtime.cmpstring, which the real file defines for gc, is an entry of the native runtime here.
func runtime_cmpstring(a, b string) int
