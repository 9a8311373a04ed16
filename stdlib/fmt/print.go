// Package fmt, interim: Print, Sprint, Fprint, Append and Errorf families with all verbs, over type descriptors
// directly. It stands in for the real fmt, whose import of reflect and os would cost every run a second of
// compiling, until the standard library is compiled ahead. No scanning.
//
//minigo:package
package fmt

import (
	"errors"
	"io"
	"os"
	"unicode/utf8"
)

// Stringer is implemented by any value that has a String method.
type Stringer interface{ String() string }

// GoStringer is implemented by any value that has a GoString method, used by %#v.
type GoStringer interface{ GoString() string }

// State represents the printer state passed to custom formatters.
type State interface {
	Write(b []byte) (n int, err error)
	Width() (wid int, ok bool)
	Precision() (prec int, ok bool)
	Flag(c int) bool
}

// Formatter is implemented by any value that has a Format method.
type Formatter interface{ Format(f State, verb rune) }

// printer is the state of one call: the output and the flags of the verb being handled.
type printer struct {
	buf        []byte
	wid, prec  int
	hasWid     bool
	hasPrec    bool
	plus       bool
	minus      bool
	sharp      bool
	space      bool
	zero       bool
	plusV      bool // %+v
	sharpV     bool // %#v
	wrapErrs   bool // Errorf: %w is allowed
	wrapped    []error
	erroring   bool // inside an error text: guards against recursion
	panicking  bool
	goodArgNum bool
	reordered  bool
}

func (p *printer) Write(b []byte) (int, error) { p.buf = append(p.buf, b...); return len(b), nil }
func (p *printer) Width() (int, bool)          { return p.wid, p.hasWid }
func (p *printer) Precision() (int, bool)      { return p.prec, p.hasPrec }
func (p *printer) Flag(c int) bool {
	switch c {
	case '-':
		return p.minus
	case '+':
		return p.plus || p.plusV
	case '#':
		return p.sharp || p.sharpV
	case ' ':
		return p.space
	case '0':
		return p.zero
	}
	return false
}

func (p *printer) clearFlags() {
	p.wid, p.prec, p.hasWid, p.hasPrec = 0, 0, false, false
	p.plus, p.minus, p.sharp, p.space, p.zero, p.plusV, p.sharpV = false, false, false, false, false, false, false
}

func (p *printer) str(s string)   { p.buf = append(p.buf, s...) }
func (p *printer) byte(c byte)    { p.buf = append(p.buf, c) }
func (p *printer) runeOut(r rune) { p.buf = utf8.AppendRune(p.buf, r) }

func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	return w.Write(Appendf(nil, format, a...))
}
func Printf(format string, a ...any) (n int, err error) {
	return os.Stdout.Write(Appendf(nil, format, a...))
}
func Sprintf(format string, a ...any) string { return string(Appendf(nil, format, a...)) }

func Appendf(b []byte, format string, a ...any) []byte {
	p := &printer{buf: b}
	p.format(format, a)
	return p.buf
}

func Fprint(w io.Writer, a ...any) (n int, err error) { return w.Write(Append(nil, a...)) }
func Print(a ...any) (n int, err error)               { return os.Stdout.Write(Append(nil, a...)) }
func Sprint(a ...any) string                          { return string(Append(nil, a...)) }

// Append formats with default formats; spaces go between operands when neither is a string.
func Append(b []byte, a ...any) []byte {
	p := &printer{buf: b}
	prevString := false
	for i, arg := range a {
		isString := arg != nil && kindOf(arg) == kindString
		if i > 0 && !isString && !prevString {
			p.byte(' ')
		}
		p.arg(arg, 'v')
		prevString = isString
	}
	return p.buf
}

func Fprintln(w io.Writer, a ...any) (n int, err error) { return w.Write(Appendln(nil, a...)) }
func Println(a ...any) (n int, err error)               { return os.Stdout.Write(Appendln(nil, a...)) }
func Sprintln(a ...any) string                          { return string(Appendln(nil, a...)) }

// Appendln formats with default formats, spaces between operands, a newline at the end.
func Appendln(b []byte, a ...any) []byte {
	p := &printer{buf: b}
	for i, arg := range a {
		if i > 0 {
			p.byte(' ')
		}
		p.arg(arg, 'v')
	}
	p.byte('\n')
	return p.buf
}

// ---- errors

type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }

type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string   { return e.msg }
func (e *wrapErrors) Unwrap() []error { return e.errs }

// Errorf formats an error; operands of %w can be unwrapped from it.
func Errorf(format string, a ...any) error {
	p := &printer{wrapErrs: true}
	p.format(format, a)
	s := string(p.buf)
	switch len(p.wrapped) {
	case 0:
		return errors.New(s)
	case 1:
		return &wrapError{s, p.wrapped[0]}
	}
	return &wrapErrors{s, p.wrapped}
}

// FormatString rebuilds the directive that a Formatter is called for.
func FormatString(state State, verb rune) string {
	b := []byte{'%'}
	for _, c := range " +-#0" {
		if state.Flag(int(c)) {
			b = append(b, byte(c))
		}
	}
	if w, ok := state.Width(); ok {
		b = appendDec(b, uint64(w))
	}
	if p, ok := state.Precision(); ok {
		b = append(b, '.')
		b = appendDec(b, uint64(p))
	}
	return string(utf8.AppendRune(b, verb))
}

func appendDec(b []byte, v uint64) []byte {
	if v >= 10 {
		b = appendDec(b, v/10)
	}
	return append(b, byte('0'+v%10))
}

// ---- the format string

func parseNum(s string, i int) (n int, ok bool, next int) {
	for next = i; next < len(s) && s[next] >= '0' && s[next] <= '9'; next++ {
		if n > 1e6 {
			return 0, false, next
		}
		n = n*10 + int(s[next]-'0')
		ok = true
	}
	return
}

// argIndex reads an explicit operand number [n].
func (p *printer) argIndex(format string, i, argNum, nargs int) (next, num int, found bool) {
	if i >= len(format) || format[i] != '[' {
		return i, argNum, false
	}
	p.reordered = true
	for j := i + 1; j < len(format); j++ {
		if format[j] != ']' {
			continue
		}
		n, ok, end := parseNum(format, i+1)
		if !ok || end != j || n < 1 || n > nargs {
			p.goodArgNum = false
			return j + 1, argNum, ok
		}
		return j + 1, n - 1, true
	}
	p.goodArgNum = false
	return i + 1, argNum, false
}

func intArg(a []any, n int) (v int, ok bool, next int) {
	next = n
	if n >= len(a) {
		return
	}
	next = n + 1
	if x, isInt := a[n].(int); isInt {
		v, ok = x, true
	} else if a[n] != nil {
		val := valueOf(a[n])
		switch k := val.kind(); {
		case isSignedKind(k):
			v, ok = int(val.int()), true
		case isUnsignedKind(k):
			u := val.uint()
			v, ok = int(u), int64(u) >= 0
		}
	}
	if v > 1e6 || v < -1e6 {
		v, ok = 0, false
	}
	return
}

func (p *printer) format(format string, a []any) {
	argNum := 0
	afterIndex := false
	p.reordered = false
	for i := 0; i < len(format); {
		p.goodArgNum = true
		start := i
		for i < len(format) && format[i] != '%' {
			i++
		}
		p.str(format[start:i])
		if i >= len(format) {
			break
		}
		i++
		p.clearFlags()
	flags:
		for ; i < len(format); i++ {
			switch format[i] {
			case '#':
				p.sharp = true
			case '0':
				p.zero = true
			case '+':
				p.plus = true
			case '-':
				p.minus = true
			case ' ':
				p.space = true
			default:
				break flags
			}
		}
		i, argNum, afterIndex = p.argIndex(format, i, argNum, len(a))
		if i < len(format) && format[i] == '*' {
			i++
			p.wid, p.hasWid, argNum = intArg(a, argNum)
			if !p.hasWid {
				p.str("%!(BADWIDTH)")
			}
			if p.wid < 0 {
				p.wid, p.minus = -p.wid, true
			}
			afterIndex = false
		} else {
			p.wid, p.hasWid, i = parseNum(format, i)
			if afterIndex && p.hasWid {
				p.goodArgNum = false
			}
		}
		if i+1 <= len(format) && format[i] == '.' {
			i++
			if afterIndex {
				p.goodArgNum = false
			}
			i, argNum, afterIndex = p.argIndex(format, i, argNum, len(a))
			if i < len(format) && format[i] == '*' {
				i++
				p.prec, p.hasPrec, argNum = intArg(a, argNum)
				if p.prec < 0 {
					p.prec, p.hasPrec = 0, false
				}
				if !p.hasPrec {
					p.str("%!(BADPREC)")
				}
				afterIndex = false
			} else {
				p.prec, p.hasPrec, i = parseNum(format, i)
				if !p.hasPrec {
					p.prec, p.hasPrec = 0, true
				}
			}
		}
		if !afterIndex {
			i, argNum, afterIndex = p.argIndex(format, i, argNum, len(a))
		}
		if i >= len(format) {
			p.str("%!(NOVERB)")
			break
		}
		verb, size := rune(format[i]), 1
		if verb >= utf8.RuneSelf {
			verb, size = utf8.DecodeRuneInString(format[i:])
		}
		i += size
		switch {
		case verb == '%':
			p.byte('%')
		case !p.goodArgNum:
			p.badOperand(verb, "(BADINDEX)")
		case argNum >= len(a):
			p.badOperand(verb, "(MISSING)")
		default:
			if verb == 'v' {
				if p.sharp {
					p.sharp, p.sharpV = false, true
				}
				if p.plus {
					p.plus, p.plusV = false, true
				}
			}
			if p.minus {
				p.zero = false
			}
			p.arg(a[argNum], verb)
			argNum++
		}
	}
	if !p.reordered && argNum < len(a) {
		p.clearFlags()
		p.str("%!(EXTRA ")
		for i, arg := range a[argNum:] {
			if i > 0 {
				p.str(", ")
			}
			if arg == nil {
				p.str("<nil>")
			} else {
				p.str(typestring(valueOf(arg).t))
				p.byte('=')
				p.arg(arg, 'v')
			}
		}
		p.byte(')')
	}
}

func (p *printer) badOperand(verb rune, what string) {
	p.str("%!")
	p.runeOut(verb)
	p.str(what)
}
