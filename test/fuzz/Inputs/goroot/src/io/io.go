// Stand-in for fuzzing: see test/fuzz/fuzz_check.cpp.
package io

type Reader interface {
	Read(p []byte) (n int, err error)
}
type Writer interface {
	Write(p []byte) (n int, err error)
}
type ReadWriter interface {
	Reader
	Writer
}

var EOF error
