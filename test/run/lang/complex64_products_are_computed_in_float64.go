// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type C complex64

//go:noinline
func square[T ~complex64](x T) T { return x * x }

func main() {
	// (1+e)² - (1-e)² is 4e; e² is lost where the squares are rounded to float32.
	const e = 1.0 / 4096
	println(real(square(complex64(complex(1+e, 1-e)))), imag(square(C(complex(1+e, e)))))
	// CHECK: +9.765625e-004 +4.884005e-004
}
