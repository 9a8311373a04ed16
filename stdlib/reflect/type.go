// Replaces the limit in reflect/type.go from which on an array made at run time has a GC program, which our collector does not read: all
// have a bitmap, like the compiler's.
package reflect

const maxPtrmaskBytes = 1 << 40
