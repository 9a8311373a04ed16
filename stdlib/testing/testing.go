// Testing, replaced: std's asks a variable that gc's linker sets, and std is compiled before the program.
package testing

import _ "unsafe"

//go:linkname buildInfo runtime/debug.modinfo
func buildInfo() string

// Testing reports whether this program was made by `minigo test`, which marks its build information.
func Testing() bool {
	info := buildInfo()
	return info != "" && info[0] == 't'
}
