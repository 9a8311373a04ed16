// What package testing wants from a test program (testing/internal/testdeps), without the engine of fuzzing: programs whose
// packages have no fuzz targets need not be compiled with it. `minigo test` writes a main function that chooses.
package plaindeps

import (
	"bufio"
	"internal/testlog"
	"io"
	"reflect"
	"regexp"
	"runtime/pprof"
	"sync"
	"time"
)

// TestDeps implements testing's interface of that name.
type TestDeps struct{}

// ImportPath is the path of the package that is tested.
var ImportPath string

func (TestDeps) ImportPath() string { return ImportPath }

var (
	pattern string
	matcher *regexp.Regexp
)

func (TestDeps) MatchString(pat, str string) (bool, error) {
	if matcher == nil || pattern != pat {
		re, err := regexp.Compile(pat)
		if err != nil {
			return false, err
		}
		pattern, matcher = pat, re
	}
	return matcher.MatchString(str), nil
}

func (TestDeps) SetPanicOnExit0(v bool)            { testlog.SetPanicOnExit0(v) }
func (TestDeps) StartCPUProfile(w io.Writer) error { return pprof.StartCPUProfile(w) }
func (TestDeps) StopCPUProfile()                   { pprof.StopCPUProfile() }
func (TestDeps) WriteProfileTo(name string, w io.Writer, debug int) error {
	return pprof.Lookup(name).WriteTo(w, debug)
}

// testLog notes which files and variables the tests ask for: their result is kept as long as the answers are the same.
type testLog struct {
	mu  sync.Mutex
	w   *bufio.Writer
	set bool
}

var log testLog

func (l *testLog) note(op, name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.w != nil {
		l.w.WriteString(op + " " + name + "\n")
	}
}

func (l *testLog) Getenv(name string) { l.note("getenv", name) }
func (l *testLog) Open(name string)   { l.note("open", name) }
func (l *testLog) Stat(name string)   { l.note("stat", name) }
func (l *testLog) Chdir(name string)  { l.note("chdir", name) }

func (TestDeps) StartTestLog(w io.Writer) {
	log.mu.Lock()
	log.w = bufio.NewWriter(w)
	if !log.set { // at most once in a process
		log.set = true
		testlog.SetLogger(&log)
	}
	log.w.WriteString("# test log\n")
	log.mu.Unlock()
}

func (TestDeps) StopTestLog() error {
	log.mu.Lock()
	defer log.mu.Unlock()
	err := log.w.Flush()
	log.w = nil
	return err
}

// ---- fuzzing: there are no targets

type entry = struct {
	Parent     string
	Path       string
	Data       []byte
	Values     []any
	Generation int
	IsSeed     bool
}

func (TestDeps) CoordinateFuzzing(time.Duration, int64, time.Duration, int64, int, []entry, []reflect.Type, string, string) error {
	panic("no fuzz targets")
}
func (TestDeps) RunFuzzWorker(func(entry) error) error                { panic("no fuzz targets") }
func (TestDeps) ReadCorpus(string, []reflect.Type) ([]entry, error)   { panic("no fuzz targets") }
func (TestDeps) CheckCorpus([]any, []reflect.Type) error              { panic("no fuzz targets") }
func (TestDeps) ResetCoverage()                                       {}
func (TestDeps) SnapshotCoverage()                                    {}
