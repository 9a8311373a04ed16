// RUN: %exits 7 %minigo run %s
package main

import (
	"os"
	"runtime"
)

func init() {
	c := make(chan int, 1)
	defer func() { c <- 7 }()
	go func() { os.Exit(<-c) }()
	runtime.Goexit()
}

func main() {}
