// RUN: %exits 0 %minigo run %s notify 2>&1 | %FileCheck %s
// RUN: %exits 0 %minigo run %s ignore 2>&1 | %FileCheck %s --check-prefix=IGNORE
// RUN: %exits 141 sh -c '%minigo run %s plain' > %t 2>&1
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	c := make(chan os.Signal, 1)
	switch os.Args[1] {
	case "notify":
		signal.Notify(c, syscall.SIGPIPE)
	case "ignore":
		signal.Ignore(syscall.SIGPIPE)
	}
	r, w, _ := os.Pipe()
	r.Close()
	_, err := w.Write([]byte("x")) // another file than 1 and 2: an error only
	println(err.Error())           // CHECK: write |1: broken pipe
	syscall.Dup2(int(w.Fd()), 1)
	_, err = os.Stdout.WriteString("x")
	println(err.Error()) // CHECK-NEXT: write /dev/stdout: broken pipe
	if os.Args[1] == "notify" {
		println((<-c).String()) // CHECK-NEXT: broken pipe
	}
	// IGNORE: write /dev/stdout: broken pipe
}
