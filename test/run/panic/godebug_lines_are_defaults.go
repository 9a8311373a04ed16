//go:debug panicnil=1

// A //go:debug line is what GODEBUG says by default; the environment overrides it.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=panicnil=0 %minigo run %s 2>&1 | %FileCheck --check-prefix=ENV %s
package main

func try() {
	defer func() { println("recovered", recover() == nil) }()
	panic(nil)
}

func main() { try() }

// CHECK: recovered true
// ENV: recovered false
