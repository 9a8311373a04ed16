package main

import (
	"os"
	"runtime"
)

func main() {
	if len(os.Args) > 1 {
		panic("boom")
	}
	println("procs", runtime.GOMAXPROCS(0))
	os.Exit(3)
}
