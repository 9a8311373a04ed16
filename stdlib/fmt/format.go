package fmt

import (
	"strconv"
	"unicode/utf8"
)

// Formatting of basic values: digits first into a scratch buffer, then padding.

const (
	lowerDigits = "0123456789abcdefx"
	upperDigits = "0123456789ABCDEFX"
)

// pad appends s, padded to the width on the left (or right with '-').
func (p *printer) pad(s string) {
	if !p.hasWid || p.wid == 0 {
		p.str(s)
		return
	}
	n := p.wid - utf8.RuneCountInString(s)
	if p.minus {
		p.str(s)
		p.fill(n, ' ')
		return
	}
	c := byte(' ')
	if p.zero {
		c = '0'
	}
	p.fill(n, c)
	p.str(s)
}

func (p *printer) fill(n int, c byte) {
	for ; n > 0; n-- {
		p.byte(c)
	}
}

func (p *printer) fmtBool(v bool) {
	if v {
		p.pad("true")
	} else {
		p.pad("false")
	}
}

// fmtInteger formats |v| in a base with sign, precision, prefix and padding.
func (p *printer) fmtInteger(u uint64, base int, signed bool, verb rune, digits string) {
	negative := signed && int64(u) < 0
	if negative {
		u = -u
	}
	prec := 0
	if p.hasPrec {
		prec = p.prec
		if prec == 0 && u == 0 { // nothing but padding
			zero := p.zero
			p.zero = false
			p.fill(p.wid, ' ')
			p.zero = zero
			return
		}
	} else if p.zero && p.hasWid && !p.minus {
		prec = p.wid
		if negative || p.plus || p.space {
			prec--
		}
	}
	var rev []byte
	for {
		rev = append(rev, digits[u%uint64(base)])
		u /= uint64(base)
		if u == 0 {
			break
		}
	}
	for len(rev) < prec {
		rev = append(rev, '0')
	}
	if p.sharp {
		switch base {
		case 2:
			rev = append(rev, 'b', '0')
		case 8:
			if rev[len(rev)-1] != '0' {
				rev = append(rev, '0')
			}
		case 16:
			rev = append(rev, digits[16], '0')
		}
	}
	if verb == 'O' {
		rev = append(rev, 'o', '0')
	}
	switch {
	case negative:
		rev = append(rev, '-')
	case p.plus:
		rev = append(rev, '+')
	case p.space:
		rev = append(rev, ' ')
	}
	for i, j := 0, len(rev)-1; i < j; i, j = i+1, j-1 {
		rev[i], rev[j] = rev[j], rev[i]
	}
	zero := p.zero
	p.zero = false
	p.pad(string(rev))
	p.zero = zero
}

// fmtUnicode formats as U+0078 or, with '#', U+0078 'x'.
func (p *printer) fmtUnicode(u uint64) {
	prec := 4
	if p.hasPrec && p.prec > 4 {
		prec = p.prec
	}
	s := strconv.FormatUint(u, 16)
	b := []byte("U+")
	for i := len(s); i < prec; i++ {
		b = append(b, '0')
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' {
			c -= 'a' - 'A'
		}
		b = append(b, c)
	}
	if p.sharp && u <= utf8.MaxRune && strconv.IsPrint(rune(u)) {
		b = append(b, " '"...)
		b = utf8.AppendRune(b, rune(u))
		b = append(b, '\'')
	}
	zero := p.zero
	p.zero = false
	p.pad(string(b))
	p.zero = zero
}

func validRune(u uint64) rune {
	if u > utf8.MaxRune {
		return utf8.RuneError
	}
	return rune(u)
}

func (p *printer) fmtInt(u uint64, signed bool, verb rune) {
	switch verb {
	case 'v':
		if p.sharpV && !signed {
			sharp := p.sharp
			p.sharp = true
			p.fmtInteger(u, 16, signed, verb, lowerDigits)
			p.sharp = sharp
		} else {
			p.fmtInteger(u, 10, signed, verb, lowerDigits)
		}
	case 'd':
		p.fmtInteger(u, 10, signed, verb, lowerDigits)
	case 'b':
		p.fmtInteger(u, 2, signed, verb, lowerDigits)
	case 'o', 'O':
		p.fmtInteger(u, 8, signed, verb, lowerDigits)
	case 'x':
		p.fmtInteger(u, 16, signed, verb, lowerDigits)
	case 'X':
		p.fmtInteger(u, 16, signed, verb, upperDigits)
	case 'c':
		p.pad(string(validRune(u)))
	case 'q':
		r := validRune(u)
		if p.plus {
			p.pad(strconv.QuoteRuneToASCII(r))
		} else {
			p.pad(strconv.QuoteRune(r))
		}
	case 'U':
		p.fmtUnicode(u)
	}
}

func isIntVerb(verb rune) bool {
	switch verb {
	case 'v', 'd', 'b', 'o', 'O', 'x', 'X', 'c', 'q', 'U':
		return true
	}
	return false
}

// fmtFloat formats with strconv; '#' keeps the decimal point and trailing zeros.
func (p *printer) fmtFloat(v float64, size int, verb rune) {
	format, prec := byte(verb), -1
	switch verb {
	case 'v':
		format = 'g'
	case 'F':
		format, prec = 'f', 6
	case 'e', 'E', 'f':
		prec = 6
	}
	if p.hasPrec {
		prec = p.prec
	}
	num := strconv.AppendFloat([]byte{'+'}, v, format, prec, size)
	if num[1] == '-' || num[1] == '+' {
		num = num[1:]
	}
	if p.space && num[0] == '+' && !p.plus {
		num[0] = ' '
	}
	isSpecial := num[1] == 'I' || num[1] == 'N'
	if isSpecial && num[1] == 'N' && !p.space && !p.plus {
		num = num[1:]
	}
	if p.sharp && !isSpecial && format != 'b' {
		num = sharpFloat(num, format, verb, prec)
	}
	zero := p.zero
	if isSpecial {
		p.zero = false
	}
	if p.plus || num[0] != '+' {
		if p.zero && p.hasWid && p.wid > len(num) && (num[0] == '+' || num[0] == '-' || num[0] == ' ') { // sign before the zeros
			p.byte(num[0])
			p.fill(p.wid-len(num), '0')
			p.str(string(num[1:]))
		} else {
			p.pad(string(num))
		}
	} else {
		p.pad(string(num[1:]))
	}
	p.zero = zero
}

// sharpFloat keeps the decimal point and, for %g, trailing zeros.
func sharpFloat(num []byte, format byte, verb rune, prec int) []byte {
	digits := 0
	switch format {
	case 'g', 'G', 'x':
		digits = prec
		if digits == -1 {
			if verb == 'x' || verb == 'X' {
				digits = 6
			} else if digits == -1 {
				digits = 6
			}
		}
	}
	var tail []byte
	point, nonzero := false, false
	body := num[:1:1]
	for i := 1; i < len(num); i++ {
		switch c := num[i]; {
		case c == '.':
			point = true
			body = append(body, c)
		case c == 'p' || c == 'P' || ((c == 'e' || c == 'E') && format != 'x' && format != 'X'):
			tail = append(tail, num[i:]...)
			i = len(num)
		default:
			if c != '0' {
				nonzero = true
			}
			if nonzero {
				digits--
			}
			body = append(body, c)
		}
	}
	if !point {
		if len(body) == 2 && body[1] == '0' {
			digits--
		}
		body = append(body, '.')
	}
	for ; digits > 0; digits-- {
		body = append(body, '0')
	}
	return append(body, tail...)
}

func isFloatVerb(verb rune) bool {
	switch verb {
	case 'v', 'b', 'g', 'G', 'x', 'X', 'e', 'E', 'f', 'F':
		return true
	}
	return false
}

func (p *printer) fmtComplex(v complex128, size int, verb rune) {
	plus := p.plus
	p.byte('(')
	p.fmtFloat(real(v), size/2, verb)
	p.plus = true
	p.fmtFloat(imag(v), size/2, verb)
	p.str("i)")
	p.plus = plus
}

func (p *printer) truncate(s string) string {
	if p.hasPrec {
		n := p.prec
		for i := range s {
			if n--; n < 0 {
				return s[:i]
			}
		}
	}
	return s
}

func (p *printer) fmtString(s string, verb rune) bool {
	switch verb {
	case 'v':
		if p.sharpV {
			p.fmtQuoted(s)
		} else {
			p.pad(p.truncate(s))
		}
	case 's':
		p.pad(p.truncate(s))
	case 'x':
		p.fmtHex(s, lowerDigits)
	case 'X':
		p.fmtHex(s, upperDigits)
	case 'q':
		p.fmtQuoted(s)
	default:
		return false
	}
	return true
}

func (p *printer) fmtQuoted(s string) {
	s = p.truncate(s)
	switch {
	case p.sharp && strconv.CanBackquote(s):
		p.pad("`" + s + "`")
	case p.plus:
		p.pad(strconv.QuoteToASCII(s))
	default:
		p.pad(strconv.Quote(s))
	}
}

// fmtHex formats bytes as hex; ' ' separates them, '#' prefixes 0x.
func (p *printer) fmtHex(s string, digits string) {
	n := len(s)
	if p.hasPrec && p.prec < n {
		n = p.prec
	}
	var b []byte
	for i := 0; i < n; i++ {
		if p.space && i > 0 {
			b = append(b, ' ')
		}
		if p.sharp && (p.space || i == 0) {
			b = append(b, '0', digits[16])
		}
		b = append(b, digits[s[i]>>4], digits[s[i]&15])
	}
	zero := p.zero
	p.zero = false
	p.pad(string(b))
	p.zero = zero
}
