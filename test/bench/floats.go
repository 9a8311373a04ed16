// floats: package math, and loops of floating point.
package main

import "math"

func each(f func(float64) float64) func(int) {
	return func(n int) {
		s := 0.0
		for i := range n {
			s += f(float64(i&1023) * 0.01)
		}
		sink += int(s)
	}
}

func nbody(n int) {
	type body struct{ x, y, z, vx, vy, vz, m float64 }
	var bs [5]body
	for i := range bs {
		f := float64(i + 1)
		bs[i] = body{f * 1.3, f * f * 0.7, -f, 0.1 * f, 0.2 / f, -0.3, 1 / f}
	}
	for range n {
		for i := range bs {
			a := &bs[i]
			for j := i + 1; j < len(bs); j++ {
				b := &bs[j]
				dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
				d := dx*dx + dy*dy + dz*dz
				mag := 0.001 / (d * math.Sqrt(d))
				a.vx -= dx * b.m * mag
				a.vy -= dy * b.m * mag
				a.vz -= dz * b.m * mag
				b.vx += dx * a.m * mag
				b.vy += dy * a.m * mag
				b.vz += dz * a.m * mag
			}
		}
		for i := range bs {
			b := &bs[i]
			b.x += 0.001 * b.vx
			b.y += 0.001 * b.vy
			b.z += 0.001 * b.vz
		}
	}
	sink += int(bs[0].x)
}

func mandelbrot(n int) {
	for y := range n {
		for x := range n {
			cr, ci := 3*float64(x)/float64(n)-2, 2*float64(y)/float64(n)-1
			zr, zi, i := 0.0, 0.0, 0
			for ; i < 50 && zr*zr+zi*zi < 4; i++ {
				zr, zi = zr*zr-zi*zi+cr, 2*zr*zi+ci
			}
			sink += i
		}
	}
}

func spectral(n int) {
	u, v := make([]float64, n), make([]float64, n)
	for i := range u {
		u[i] = 1
	}
	for range 2 {
		for i := range v {
			s := 0.0
			for j := range u {
				s += u[j] / float64((i+j)*(i+j+1)/2+i+1)
			}
			v[i] = s
		}
		u, v = v, u
	}
	sink += int(u[0])
}

func dot(n int) {
	a, b := make([]float64, n), make([]float64, n)
	for i := range a {
		a[i], b[i] = float64(i), float64(n-i)
	}
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	sink += int(s)
}

func main() {
	measure("exp", 100000, each(math.Exp))
	measure("log", 100000, each(func(x float64) float64 { return math.Log(x + 1) }))
	measure("sqrt", 100000, each(math.Sqrt))
	measure("floor", 100000, each(math.Floor))
	measure("ceil", 100000, each(math.Ceil))
	measure("trunc", 100000, each(math.Trunc))
	measure("sin", 100000, each(math.Sin))
	measure("tan", 100000, each(math.Tan))
	measure("pow", 100000, each(func(x float64) float64 { return math.Pow(x, 1.5) }))
	measure("hypot", 100000, each(func(x float64) float64 { return math.Hypot(x, 3) }))
	measure("max", 100000, each(func(x float64) float64 { return math.Max(x, 5) }))
	measure("mod", 100000, each(func(x float64) float64 { return math.Mod(x, 3) }))
	measure("atan2", 100000, each(func(x float64) float64 { return math.Atan2(x, 3) }))
	measure("round", 100000, each(math.Round))
	measure("fma", 100000, each(func(x float64) float64 { return math.FMA(x, x, 1) }))
	measure("nbody", 10000, nbody)
	measure("mandelbrot", 200, mandelbrot)
	measure("spectral", 200, spectral)
	measure("dot", 10000, dot)
}
