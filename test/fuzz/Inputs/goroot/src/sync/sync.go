// Stand-in for fuzzing: see test/fuzz/fuzz_check.cpp.
package sync

type Locker interface {
	Lock()
	Unlock()
}
type Mutex struct{ state int32 }

func (m *Mutex) Lock()   {}
func (m *Mutex) Unlock() {}

type WaitGroup struct{ n int }

func (w *WaitGroup) Add(n int) { w.n += n }
func (w *WaitGroup) Done()     { w.Add(-1) }
func (w *WaitGroup) Wait()     {}

type Pool[T any] struct {
	New   func() T
	items []T
}

func (p *Pool[T]) Get() (t T) { return p.New() }
