// Goroutine prints the life of one goroutine of an execution trace: every change of its state with time, reason and
// stack, and the regions and messages in between. Without a number it lists the goroutines.
//
// Usage: minigo tool goroutine TRACE [GOID]
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"time"

	"golang.org/x/exp/trace"
)

func main() {
	if len(os.Args) < 2 || len(os.Args) > 3 {
		fail(2, "usage: minigo tool goroutine TRACE [GOID]")
	}
	var goid int64
	if len(os.Args) == 3 {
		var err error
		if goid, err = strconv.ParseInt(os.Args[2], 10, 64); err != nil || goid <= 0 {
			fail(2, "goroutine: "+strconv.Quote(os.Args[2])+" is not the number of a goroutine")
		}
	}
	f, err := os.Open(os.Args[1])
	if err != nil {
		fail(1, "goroutine: "+err.Error())
	}
	out := bufio.NewWriter(os.Stdout)
	if len(os.Args) == 2 {
		err = list(out, f)
	} else {
		err = life(out, f, trace.GoID(goid))
	}
	out.Flush()
	if err != nil {
		fail(1, "goroutine: "+os.Args[1]+": "+err.Error())
	}
}

func fail(code int, text string) {
	fmt.Fprintln(os.Stderr, text)
	os.Exit(code)
}

// read calls f with each event and the time of the first one.
func read(r io.Reader, f func(e trace.Event, begin trace.Time)) error {
	t, err := trace.NewReader(r)
	if err != nil {
		return err
	}
	var begin trace.Time
	for n := 0; ; n++ {
		e, err := t.ReadEvent()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if n == 0 {
			begin = e.Time()
		}
		f(e, begin)
	}
}

// transition returns the goroutine whose state e changes, and the states; 0 if it changes none.
func transition(e trace.Event) (g trace.GoID, from, to trace.GoState) {
	if e.Kind() != trace.EventStateTransition {
		return
	}
	t := e.StateTransition()
	if t.Resource.Kind != trace.ResourceGoroutine {
		return
	}
	from, to = t.Goroutine()
	return t.Resource.Goroutine(), from, to
}

// outermost returns the function a goroutine began with, as far as a stack of it shows.
func outermost(s trace.Stack) (name string) {
	s.Frames(func(f trace.StackFrame) bool {
		name = f.Func
		return true
	})
	return name
}

func list(w io.Writer, r io.Reader) error {
	type goroutine struct {
		name   string
		events int
		ran    time.Duration
		since  trace.Time
	}
	all := map[trace.GoID]*goroutine{}
	err := read(r, func(e trace.Event, _ trace.Time) {
		id, from, to := transition(e)
		if id == 0 {
			return
		}
		g := all[id]
		if g == nil {
			g = &goroutine{since: e.Time()}
			all[id] = g
		}
		g.events++
		if g.name == "" {
			g.name = outermost(e.StateTransition().Stack)
		}
		if from == trace.GoRunning {
			g.ran += e.Time().Sub(g.since)
		}
		if from != to && to == trace.GoRunning {
			g.since = e.Time()
		}
	})
	ids := make([]trace.GoID, 0, len(all))
	for id := range all {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		g := all[id]
		fmt.Fprintf(w, "%6d  %-40s %6d transitions, ran %v\n", id, g.name, g.events, g.ran)
	}
	return err
}

// A story is what is known of the goroutine so far.
type story struct {
	w      io.Writer
	id     trace.GoID
	told   bool
	early  *bytes.Buffer // its lines while its name is not known: one that ran as the trace began has no stack yet; then nil
	since  trace.Time // when it entered its state
	reason string     // why it is in it
	spent  map[string]time.Duration
}

func life(w io.Writer, r io.Reader, id trace.GoID) error {
	s := &story{id: id, early: new(bytes.Buffer), spent: map[string]time.Duration{}}
	s.w = s.early
	err := read(r, func(e trace.Event, begin trace.Time) {
		g, from, to := transition(e)
		if s.early != nil && g == id {
			s.title(w, outermost(e.StateTransition().Stack))
		}
		if s.early != nil && e.Goroutine() == id {
			s.title(w, outermost(e.Stack()))
		}
		if g == id {
			s.transition(e, begin, from, to)
		} else if e.Goroutine() == id {
			s.annotation(e, begin)
		}
	})
	if s.told && s.early != nil {
		s.title(w, "?")
	}
	if err != nil {
		return err
	}
	if !s.told {
		return fmt.Errorf("no goroutine %d in this trace", id)
	}
	s.summary()
	return nil
}

// title writes the first line, and what was kept for behind it, if the name is known.
func (s *story) title(w io.Writer, name string) {
	if name == "" {
		return
	}
	fmt.Fprintf(w, "goroutine %d  %s\n", s.id, name)
	s.early.WriteTo(w)
	s.w, s.early = w, nil
}

func (s *story) at(e trace.Event, begin trace.Time) string {
	return fmt.Sprintf("%14v", e.Time().Sub(begin))
}

func (s *story) transition(e trace.Event, begin trace.Time, from, to trace.GoState) {
	t := e.StateTransition()
	if !s.told {
		s.since = e.Time()
		s.told = true
	}
	if from == to { // the beginning of a generation says where everybody is
		return
	}
	line := fmt.Sprintf("%s  %v -> %v", s.at(e, begin), from, to)
	if t.Reason != "" {
		line += "  (" + t.Reason + ")"
	}
	switch {
	case from == trace.GoNotExist && e.Goroutine() != trace.NoGoroutine:
		line += fmt.Sprintf("  by goroutine %d", e.Goroutine())
	case to == trace.GoRunnable && e.Goroutine() != trace.NoGoroutine && e.Goroutine() != s.id:
		line += fmt.Sprintf("  by goroutine %d", e.Goroutine())
	case to == trace.GoRunning && e.Proc() != trace.NoProc:
		line += fmt.Sprintf("  on P %d", e.Proc())
	}
	if from != trace.GoNotExist && from != trace.GoUndetermined {
		d := e.Time().Sub(s.since)
		what := from.String()
		if s.reason != "" {
			what += " (" + s.reason + ")"
		}
		s.spent[what] += d
		line += fmt.Sprintf("  after %v", d)
	}
	fmt.Fprintln(s.w, line)
	s.stack(e.Stack())
	s.since, s.reason = e.Time(), t.Reason
}

func (s *story) stack(stack trace.Stack) {
	stack.Frames(func(f trace.StackFrame) bool {
		fmt.Fprintf(s.w, "%18s%s\n%22s%s:%d\n", "", f.Func, "", f.File, f.Line)
		return true
	})
}

func (s *story) annotation(e trace.Event, begin trace.Time) {
	var text string
	switch e.Kind() {
	case trace.EventRegionBegin:
		text = "region " + e.Region().Type + " begins"
	case trace.EventRegionEnd:
		text = "region " + e.Region().Type + " ends"
	case trace.EventTaskBegin:
		text = "task " + e.Task().Type + " begins"
	case trace.EventTaskEnd:
		text = "task " + e.Task().Type + " ends"
	case trace.EventLog:
		text = "log " + e.Log().Category + ": " + e.Log().Message
	case trace.EventRangeBegin:
		text = e.Range().Name + " begins"
	case trace.EventRangeEnd:
		text = e.Range().Name + " ends"
	default:
		return
	}
	fmt.Fprintf(s.w, "%s  %s\n", s.at(e, begin), text)
}

func (s *story) summary() {
	whats := make([]string, 0, len(s.spent))
	for what := range s.spent {
		whats = append(whats, what)
	}
	slices.SortFunc(whats, func(a, b string) int {
		if s.spent[a] != s.spent[b] {
			return int(min(max(s.spent[b]-s.spent[a], -1), 1))
		}
		return len(a) - len(b)
	})
	fmt.Fprintln(s.w, "in all")
	for _, what := range whats {
		fmt.Fprintf(s.w, "%14v  %s\n", s.spent[what], what)
	}
}
