// events FILE: reads a trace to its end and says how many generations and events it has, or what is wrong with it.
package main

import (
	"io"
	"os"

	"golang.org/x/exp/trace"
)

func main() {
	f, _ := os.Open(os.Args[1])
	r, err := trace.NewReader(f)
	generations, events := 0, 0
	for err == nil {
		var e trace.Event
		if e, err = r.ReadEvent(); err == nil {
			if e.Kind() == trace.EventSync {
				generations++
			}
			events++
		}
	}
	if err != io.EOF {
		println("error:", err.Error())
	} else {
		println(generations, "generations", events, "events")
	}
}
