// Package cgo without cgo: handles (handle.go of the real package) and the type that marks C memory.
//
//minigo:replace callbacks*.go cgo.go iscgo.go linux.go mmap.go setenv.go sigaction.go
package cgo

import "runtime/internal/sys"

// Incomplete is used specifically for the semantics of incomplete C types.
type Incomplete struct {
	_ sys.NotInHeap
}
