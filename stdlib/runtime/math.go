// Arithmetic that compiled code calls: complex division, min and max of floats. Replaces runtime/complex.go, minmax.go.
package runtime

// complex128div is complex division with C99's treatment of infinities and NaNs (Annex G.5.1).
func complex128div(n complex128, m complex128) complex128 {
	a, b := real(n), imag(n)
	c, d := real(m), imag(m)
	var re, im float64
	// Scale by the larger part of the divisor (Smith's algorithm), so that nothing overflows on the way.
	if fabs(c) >= fabs(d) {
		ratio := d / c
		denom := c + ratio*d
		re = (a + b*ratio) / denom
		im = (b - a*ratio) / denom
	} else {
		ratio := c / d
		denom := c*ratio + d
		re = (a*ratio + b) / denom
		im = (b*ratio - a) / denom
	}
	if re == re || im == im {
		return complex(re, im)
	}
	// NaN: correct the cases in which the result is an infinity or a zero.
	switch {
	case m == 0 && (a == a || b == b):
		re = copysign(inf(), c) * a
		im = copysign(inf(), c) * b
	case (isInf(a) || isInf(b)) && isFinite(c) && isFinite(d):
		a, b = infToOne(a), infToOne(b)
		re = inf() * (a*c + b*d)
		im = inf() * (b*c - a*d)
	case (isInf(c) || isInf(d)) && isFinite(a) && isFinite(b):
		c, d = infToOne(c), infToOne(d)
		re = 0 * (a*c + b*d)
		im = 0 * (b*c - a*d)
	}
	return complex(re, im)
}

func fabs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

func inf() float64 {
	var zero float64
	return 1 / zero
}
func isInf(x float64) bool    { return x > 1.7976931348623157e308 || x < -1.7976931348623157e308 }
func isFinite(x float64) bool { return x-x == 0 }
func signbit(x float64) bool  { return x < 0 || (x == 0 && 1/x < 0) }

func copysign(x, sign float64) float64 {
	if signbit(x) != signbit(sign) {
		return -x
	}
	return x
}

func infToOne(x float64) float64 {
	if isInf(x) {
		return copysign(1, x)
	}
	return copysign(0, x)
}

// min and max of floats: NaN wins, -0 is below +0.

func below(x, y float64) bool { return x < y || (x == 0 && y == 0 && signbit(x)) }

func fmin64(x, y float64) float64 {
	if x != x || below(x, y) {
		return x
	}
	return y // NaN, too
}

func fmax64(x, y float64) float64 {
	if x != x || below(y, x) {
		return x
	}
	return y
}

func fmin32(x, y float32) float32 { return float32(fmin64(float64(x), float64(y))) }
func fmax32(x, y float32) float32 { return float32(fmax64(float64(x), float64(y))) }
