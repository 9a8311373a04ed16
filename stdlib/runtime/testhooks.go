// What the tests of std ask the runtime about itself. Replaces mfinal.go's and mbitmap.go's hooks for them.
package runtime

import "unsafe"

// finalizersIdle: none is queued, and none runs.
func finalizersIdle() bool

// Waits until finalizersIdle, at most timeout nanoseconds.
//
//go:linkname blockUntilEmptyFinalizerQueue
func blockUntilEmptyFinalizerQueue(timeout int64) bool {
	for start := nanotime(); nanotime()-start < timeout; Gosched() {
		if finalizersIdle() {
			return true
		}
	}
	return false
}

// pointerMask writes for each word of the heap object at p whether it may hold a pointer, and returns how many words there are up
// to the last one that may. Of other memory: 0.
func pointerMask(p unsafe.Pointer, mask *byte, n int) int

//go:linkname reflect_gcbits reflect.gcbits
func reflect_gcbits(x any) []byte {
	p := (*[2]unsafe.Pointer)(unsafe.Pointer(&x))[1]
	mask := make([]byte, pointerMask(p, nil, 0))
	pointerMask(p, unsafe.SliceData(mask), len(mask))
	return mask
}

// Is m on its way to a table of the same size? A map here grows within one operation. Go's test of issue 69110 asks.
//
//go:linkname sameSizeGrowForIssue69110Test
func sameSizeGrowForIssue69110Test(m unsafe.Pointer) bool { return false }
