package main

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed hello.txt
var text string

//go:embed "hello.txt"
var bytes []byte

//go:embed empty.txt
var empty []byte

//go:embed dir *.txt
var files embed.FS

//go:embed all:dir
var all embed.FS

func main() {
	bytes[0] = 'H'
	fmt.Printf("%q %q %q %t\n", text, bytes, empty, empty == nil)
	for _, f := range []embed.FS{files, all} {
		fs.WalkDir(f, ".", func(path string, d fs.DirEntry, err error) error {
			text, _ := f.ReadFile(path)
			fmt.Printf("%s %t %q\n", path, d.IsDir(), text)
			return err
		})
	}
}
