// Package os, interim: arguments, environment, exit, the standard streams and plain files without a poller. It
// stands in for the real os, which brings internal/poll, io/fs and their dependencies into every program, until the
// standard library is compiled ahead.
//
//minigo:package
package os

import (
	"errors"
	"io"
	"syscall"
	"unsafe"
)

const (
	O_RDONLY = syscall.O_RDONLY
	O_WRONLY = syscall.O_WRONLY
	O_RDWR   = syscall.O_RDWR
	O_APPEND = syscall.O_APPEND
	O_CREATE = syscall.O_CREAT
	O_EXCL   = syscall.O_EXCL
	O_SYNC   = syscall.O_SYNC
	O_TRUNC  = syscall.O_TRUNC

	PathSeparator = '/'
	DevNull       = "/dev/null"
)

var (
	ErrInvalid    = errors.New("invalid argument")
	ErrPermission = errors.New("permission denied")
	ErrExist      = errors.New("file already exists")
	ErrNotExist   = errors.New("file does not exist")
	ErrClosed     = errors.New("file already closed")
)

// FileMode holds permission bits only.
type FileMode uint32

//go:linkname argcount runtime.argcount
func argcount() int

//go:linkname argat runtime.argat
func argat(i int) string

//go:linkname envcount runtime.envcount
func envcount() int

//go:linkname envat runtime.envat
func envat(i int) string

//go:linkname runtime_exit runtime.exit
func runtime_exit(code int)

// Args hold the command-line arguments, starting with the program name.
var Args = runtimeArgs()

func runtimeArgs() []string {
	a := make([]string, argcount())
	for i := range a {
		a[i] = argat(i)
	}
	return a
}

func Exit(code int) { runtime_exit(code) }

func Getenv(key string) string { v, _ := LookupEnv(key); return v }

func LookupEnv(key string) (string, bool) { return syscall.Getenv(key) }
func Setenv(key, value string) error      { return syscall.Setenv(key, value) }
func Unsetenv(key string) error           { return syscall.Unsetenv(key) }
func Environ() []string                   { return syscall.Environ() }
func Getpid() int                         { return syscall.Getpid() }
func Getppid() int                        { return syscall.Getppid() }
func Getuid() int                         { return syscall.Getuid() }
func Getpagesize() int                    { return syscall.Getpagesize() }

// PathError records an error and the operation and file path that caused it.
type PathError struct {
	Op, Path string
	Err      error
}

func (e *PathError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }
func (e *PathError) Unwrap() error { return e.Err }

// SyscallError records an error from a specific system call.
type SyscallError struct {
	Syscall string
	Err     error
}

func (e *SyscallError) Error() string { return e.Syscall + ": " + e.Err.Error() }
func (e *SyscallError) Unwrap() error { return e.Err }

func NewSyscallError(syscall string, err error) error {
	if err == nil {
		return nil
	}
	return &SyscallError{syscall, err}
}

func underlying(err error) error {
	switch e := err.(type) {
	case *PathError:
		return e.Err
	case *SyscallError:
		return e.Err
	}
	return err
}

func IsNotExist(err error) bool { e := underlying(err); return e == syscall.ENOENT || e == ErrNotExist }
func IsExist(err error) bool {
	e := underlying(err)
	return e == syscall.EEXIST || e == syscall.ENOTEMPTY || e == ErrExist
}
func IsPermission(err error) bool {
	e := underlying(err)
	return e == syscall.EACCES || e == syscall.EPERM || e == ErrPermission
}

// File is an open file descriptor.
type File struct {
	fd   int
	name string
}

var (
	Stdin  = NewFile(0, "/dev/stdin")
	Stdout = NewFile(1, "/dev/stdout")
	Stderr = NewFile(2, "/dev/stderr")
)

func NewFile(fd uintptr, name string) *File { return &File{int(fd), name} }

func (f *File) Fd() uintptr  { return uintptr(f.fd) }
func (f *File) Name() string { return f.name }

func (f *File) check(op string) error {
	if f == nil {
		return ErrInvalid
	}
	if f.fd < 0 {
		return &PathError{op, f.name, ErrClosed}
	}
	return nil
}

func (f *File) Write(b []byte) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	for n < len(b) {
		m, e := syscall.Write(f.fd, b[n:])
		if e == syscall.EINTR || e == syscall.EAGAIN {
			continue
		}
		if e != nil {
			return n, &PathError{"write", f.name, e}
		}
		n += m
	}
	return n, nil
}

func (f *File) WriteString(s string) (n int, err error) {
	return f.Write(unsafe.Slice(unsafe.StringData(s), len(s)))
}

func (f *File) Read(b []byte) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if len(b) == 0 {
		return 0, nil
	}
	for {
		n, e := syscall.Read(f.fd, b)
		if e == syscall.EINTR {
			continue
		}
		if e != nil {
			return 0, &PathError{"read", f.name, e}
		}
		if n == 0 {
			return 0, io.EOF
		}
		return n, nil
	}
}

func (f *File) Close() error {
	if err := f.check("close"); err != nil {
		return err
	}
	fd := f.fd
	f.fd = -1
	if e := syscall.Close(fd); e != nil {
		return &PathError{"close", f.name, e}
	}
	return nil
}

func (f *File) Sync() error { return nil }

func (f *File) Seek(offset int64, whence int) (int64, error) {
	r, e := syscall.Seek(f.fd, offset, whence)
	if e != nil {
		return 0, &PathError{"seek", f.name, e}
	}
	return r, nil
}

func Open(name string) (*File, error)   { return OpenFile(name, O_RDONLY, 0) }
func Create(name string) (*File, error) { return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666) }

func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	for {
		fd, e := syscall.Open(name, flag|syscall.O_CLOEXEC, uint32(perm))
		if e == syscall.EINTR {
			continue
		}
		if e != nil {
			return nil, &PathError{"open", name, e}
		}
		return &File{fd, name}, nil
	}
}

func ReadFile(name string) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func WriteFile(name string, data []byte, perm FileMode) error {
	f, err := OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if e := f.Close(); e != nil && err == nil {
		err = e
	}
	return err
}

func Remove(name string) error {
	e := syscall.Unlink(name)
	if e == nil {
		return nil
	}
	if e1 := syscall.Rmdir(name); e1 == nil {
		return nil
	}
	return &PathError{"remove", name, e}
}

func Getwd() (string, error) { return syscall.Getwd() }
func Chdir(dir string) error {
	if e := syscall.Chdir(dir); e != nil {
		return &PathError{"chdir", dir, e}
	}
	return nil
}
