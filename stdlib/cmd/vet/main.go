// Vet looks for mistakes in packages: Go's own analyzers, those of cmd/vet, over packages that are loaded from source. The go
// command runs them one package a process on what its compiler exports; here one process checks the types of all that is imported,
// of std without the bodies of functions, and facts pass from package to package in memory. Replaces cmd/vet.
//
// Usage: minigo vet [flags] [packages]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/appends"
	"golang.org/x/tools/go/analysis/passes/asmdecl"
	"golang.org/x/tools/go/analysis/passes/assign"
	"golang.org/x/tools/go/analysis/passes/atomic"
	"golang.org/x/tools/go/analysis/passes/bools"
	"golang.org/x/tools/go/analysis/passes/buildtag"
	"golang.org/x/tools/go/analysis/passes/cgocall"
	"golang.org/x/tools/go/analysis/passes/composite"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/defers"
	"golang.org/x/tools/go/analysis/passes/directive"
	"golang.org/x/tools/go/analysis/passes/errorsas"
	"golang.org/x/tools/go/analysis/passes/framepointer"
	"golang.org/x/tools/go/analysis/passes/httpresponse"
	"golang.org/x/tools/go/analysis/passes/ifaceassert"
	"golang.org/x/tools/go/analysis/passes/loopclosure"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/passes/nilfunc"
	"golang.org/x/tools/go/analysis/passes/printf"
	"golang.org/x/tools/go/analysis/passes/shift"
	"golang.org/x/tools/go/analysis/passes/sigchanyzer"
	"golang.org/x/tools/go/analysis/passes/slog"
	"golang.org/x/tools/go/analysis/passes/stdmethods"
	"golang.org/x/tools/go/analysis/passes/stringintconv"
	"golang.org/x/tools/go/analysis/passes/structtag"
	"golang.org/x/tools/go/analysis/passes/testinggoroutine"
	"golang.org/x/tools/go/analysis/passes/tests"
	"golang.org/x/tools/go/analysis/passes/timeformat"
	"golang.org/x/tools/go/analysis/passes/unmarshal"
	"golang.org/x/tools/go/analysis/passes/unreachable"
	"golang.org/x/tools/go/analysis/passes/unsafeptr"
	"golang.org/x/tools/go/analysis/passes/unusedresult"
)

func main() {
	analyzers := chosen([]*analysis.Analyzer{
		appends.Analyzer, asmdecl.Analyzer, assign.Analyzer, atomic.Analyzer, bools.Analyzer, buildtag.Analyzer,
		cgocall.Analyzer, composite.Analyzer, copylock.Analyzer, defers.Analyzer, directive.Analyzer, errorsas.Analyzer,
		framepointer.Analyzer, httpresponse.Analyzer, ifaceassert.Analyzer, loopclosure.Analyzer, lostcancel.Analyzer,
		nilfunc.Analyzer, printf.Analyzer, shift.Analyzer, sigchanyzer.Analyzer, slog.Analyzer, stdmethods.Analyzer,
		stringintconv.Analyzer, structtag.Analyzer, tests.Analyzer, testinggoroutine.Analyzer, timeformat.Analyzer,
		unmarshal.Analyzer, unreachable.Analyzer, unsafeptr.Analyzer, unusedresult.Analyzer,
	})
	l, err := newLoader(analyzers)
	if err != nil {
		fail(err)
	}
	units, err := l.units(flag.Args())
	if err != nil {
		fail(err)
	}
	bad := false
	for _, u := range units {
		bad = vet(l, u) || bad
	}
	if bad {
		os.Exit(1)
	}
}

var asJSON = flag.Bool("json", false, "print what is found as JSON")

// chosen reads the flags: -NAME turns an analyzer on, and then only those run that are turned on; -NAME=false turns it off;
// -NAME.FLAG is a flag of its own.
func chosen(all []*analysis.Analyzer) (out []*analysis.Analyzer) {
	on := map[string]*bool{}
	for _, a := range all {
		on[a.Name] = flag.Bool(a.Name, false, strings.SplitN(a.Doc, "\n", 2)[0])
		a.Flags.VisitAll(func(f *flag.Flag) { flag.Var(f.Value, a.Name+"."+f.Name, f.Usage) })
	}
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: minigo vet [flags] [packages]")
		flag.PrintDefaults()
	}
	flag.Parse()
	said, anyOn := map[string]bool{}, false
	flag.Visit(func(f *flag.Flag) { said[f.Name] = true })
	for _, a := range all {
		anyOn = anyOn || *on[a.Name]
	}
	for _, a := range all {
		if *on[a.Name] || (!anyOn && !said[a.Name]) {
			out = append(out, a)
		}
	}
	return out
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// vet prints what is wrong with a package and its own tests, or with its external tests. False: nothing is.
func vet(l *loader, u *unit) bool {
	header := "# " + u.name + "\n"
	if u.tests {
		header += "# [" + u.name + "]\n"
	}
	if err := l.check(u); err != nil {
		fmt.Fprintf(os.Stderr, "%svet: %v\n", header, err)
		return true
	}
	results := l.analyze(u, l.analyzers)
	type message struct {
		Posn    string `json:"posn"`
		Message string `json:"message"`
	}
	byName := map[string][]message{}
	for _, a := range l.analyzers {
		act := results[a]
		if act.err != nil {
			fmt.Fprintf(os.Stderr, "%s%s: %v\n", header, a.Name, act.err)
			return true
		}
		for _, d := range act.diagnostics {
			m := message{l.fset.Position(d.Pos).String(), d.Message}
			byName[a.Name] = append(byName[a.Name], m)
			if !*asJSON {
				fmt.Fprintf(os.Stderr, "%s%s: %s\n", header, m.Posn, m.Message)
				header = ""
			}
		}
	}
	if *asJSON && len(byName) > 0 {
		text, err := json.MarshalIndent(map[string]any{u.name: byName}, "", "\t")
		if err != nil {
			fail(err)
		}
		fmt.Fprintf(os.Stderr, "%s%s\n", header, text)
		return false
	}
	return header == ""
}

// shown is how the go command shows a file: relative to here, if it lies below.
func shown(path string) string {
	wd, err := os.Getwd()
	if err != nil || *asJSON {
		return path
	}
	rel, err := filepath.Rel(wd, path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return path
	}
	if !strings.Contains(rel, "/") {
		return "./" + rel
	}
	return rel
}

// unit is what is vetted at a time.
type unit struct {
	name                   string // import path, as it is shown
	path, dir              string
	files, others, ignored []string // absolute
	root                   bool     // asked for; else only imported
	tests                  bool     // with the package's own tests

	trees []*ast.File
	pkg   *types.Package
	info  *types.Info
}
