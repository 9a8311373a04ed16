// The types reflect finds by their string. Replaces runtime/runtime1.go's reflect_typelinks.
package runtime

import "unsafe"

// The program's unnamed composite types, sorted by their string.
func typelinks() (section unsafe.Pointer, offs *int32, n int)

//go:linkname reflect_typelinks reflect.typelinks
func reflect_typelinks() ([]unsafe.Pointer, [][]int32) {
	section, offs, n := typelinks()
	return []unsafe.Pointer{section}, [][]int32{unsafe.Slice(offs, n)}
}
