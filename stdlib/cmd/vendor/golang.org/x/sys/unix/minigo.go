// What Go's commands have of golang.org/x/sys/unix, where gc's assembly jumps to package syscall: the same by name.
package unix

import (
	"syscall"
	"unsafe"
)

//go:linkname Syscall syscall.Syscall
func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err syscall.Errno)

//go:linkname Syscall6 syscall.Syscall6
func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err syscall.Errno)

//go:linkname RawSyscall syscall.RawSyscall
func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err syscall.Errno)

//go:linkname RawSyscall6 syscall.RawSyscall6
func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err syscall.Errno)

//go:linkname SyscallNoError syscall.rawSyscallNoError
func SyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr)

//go:linkname RawSyscallNoError syscall.rawSyscallNoError
func RawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr)

func gettimeofday(tv *Timeval) syscall.Errno {
	_, _, err := RawSyscall(SYS_GETTIMEOFDAY, uintptr(unsafe.Pointer(tv)), 0, 0)
	return err
}
