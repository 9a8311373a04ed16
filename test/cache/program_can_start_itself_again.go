// os.Executable and os.Args[0] name an executable of this program; without a cache os.Args[0] does.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env MINIGO_CACHE=off %minigo run %s 2>&1 | %FileCheck --check-prefix=OFF %s
package main

import (
	"os"
	"os/exec"
)

func main() {
	if len(os.Args) > 1 {
		println("child", os.Args[1])
		os.Exit(3)
	}
	exe, err := os.Executable()
	for _, name := range []string{exe, os.Args[0]} {
		c := exec.Command(name, "of parent")
		c.Stderr = os.Stderr
		c.Run()
		println(err == nil, c.ProcessState.ExitCode())
	}
}

// OFF: child of parent
// OFF-NEXT: true 3
// CHECK: child of parent
// CHECK-NEXT: true 3
// CHECK-NEXT: child of parent
// CHECK-NEXT: true 3
