package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// loader finds packages, checks their types, and is the importer of the checker.
type loader struct {
	analyzers         []*analysis.Analyzer
	fset              *token.FileSet
	build             build.Context
	module, moduleDir string
	goVersion         string
	packages          map[string]*types.Package // by import path
	facts             facts
}

func newLoader(analyzers []*analysis.Analyzer) (*loader, error) {
	l := &loader{analyzers: analyzers, fset: token.NewFileSet(), build: build.Default,
		packages: map[string]*types.Package{"unsafe": types.Unsafe}, facts: newFacts()}
	l.build.CgoEnabled = false
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	for ; ; dir = filepath.Dir(dir) {
		if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
			l.readModule(string(text))
			l.moduleDir = dir
		}
		if l.moduleDir != "" || dir == "/" {
			return l, nil
		}
	}
}

func (l *loader) readModule(text string) {
	for _, line := range strings.Split(text, "\n") {
		switch words := strings.Fields(line); {
		case len(words) > 1 && words[0] == "module":
			l.module = strings.Trim(words[1], `"`)
		case len(words) > 1 && words[0] == "go":
			l.goVersion = "go" + words[1]
		}
	}
}

// ---- from patterns to packages

func (l *loader) units(patterns []string) ([]*unit, error) {
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	if strings.HasSuffix(patterns[0], ".go") {
		return l.named(patterns)
	}
	var out []*unit
	for _, p := range patterns {
		dirs, err := l.match(p)
		if err != nil {
			return nil, err
		}
		for _, dir := range dirs {
			out = append(out, l.folder(dir)...)
		}
	}
	return out, nil
}

func (l *loader) named(files []string) ([]*unit, error) {
	u := &unit{name: "command-line-arguments", path: "command-line-arguments", root: true}
	for _, f := range files {
		path, err := filepath.Abs(f)
		if err != nil {
			return nil, err
		}
		u.files, u.dir = append(u.files, path), filepath.Dir(path)
	}
	return []*unit{u}, nil
}

// match returns the folders that a pattern names.
func (l *loader) match(pattern string) ([]string, error) {
	base, below := strings.CutSuffix(pattern, "...")
	dir, err := filepath.Abs(base)
	if err != nil {
		return nil, err
	}
	if !build.IsLocalImport(pattern) && !filepath.IsAbs(pattern) && pattern != "..." {
		if dir = l.dirOf(strings.TrimSuffix(base, "/"), ""); dir == "" {
			return nil, fmt.Errorf("package %s is not in std, nor in this module", pattern)
		}
	}
	if !below {
		if _, err := l.build.ImportDir(dir, 0); err != nil && !errors.As(err, new(*build.NoGoError)) && !errors.As(err, new(*build.MultiplePackageError)) {
			return nil, err
		}
		return []string{dir}, nil
	}
	var out []string
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		name := d.Name()
		_, err = os.Stat(filepath.Join(path, "go.mod"))
		if path != dir && (name[0] == '.' || name[0] == '_' || name == "testdata" || name == "vendor" || err == nil) {
			return filepath.SkipDir
		}
		if files, _ := filepath.Glob(filepath.Join(path, "*.go")); len(files) > 0 {
			out = append(out, path)
		}
		return nil
	})
	return out, err
}

// folder makes the units of a folder: the package with its own tests, and the external ones.
func (l *loader) folder(dir string) []*unit {
	p, _ := l.build.ImportDir(dir, 0)
	path := l.pathOf(dir)
	u := &unit{name: path, path: path, dir: dir, root: true, tests: len(p.TestGoFiles) > 0}
	u.files = absolute(dir, p.GoFiles, p.TestGoFiles)
	u.others = absolute(dir, p.SFiles, p.HFiles)
	u.ignored = absolute(dir, p.IgnoredGoFiles, p.IgnoredOtherFiles)
	out := []*unit{}
	if len(u.files) > 0 {
		out = append(out, u)
	}
	if len(p.XTestGoFiles) > 0 {
		out = append(out, &unit{name: path + "_test", path: path + "_test", dir: dir, root: true, files: absolute(dir, p.XTestGoFiles)})
	}
	return out
}

func absolute(dir string, lists ...[]string) (out []string) {
	for _, names := range lists {
		for _, n := range names {
			out = append(out, filepath.Join(dir, n))
		}
	}
	return out
}

func (l *loader) pathOf(dir string) string {
	if rel, ok := strings.CutPrefix(dir, filepath.Join(l.build.GOROOT, "src")+"/"); ok {
		return rel
	}
	if rel, ok := strings.CutPrefix(dir, l.moduleDir); ok && l.module != "" {
		return l.module + rel
	}
	return "_" + dir
}

// dirOf returns the folder of an import path, as seen from a package in the folder `from`; "" if there is none.
func (l *loader) dirOf(path, from string) string {
	src := filepath.Join(l.build.GOROOT, "src")
	var dirs []string
	if strings.HasPrefix(from, src+"/cmd") {
		dirs = append(dirs, filepath.Join(src, "cmd/vendor", path))
	}
	if strings.HasPrefix(from, src) {
		dirs = append(dirs, filepath.Join(src, "vendor", path))
	}
	dirs = append(dirs, filepath.Join(src, path))
	if rel, ok := strings.CutPrefix(path, l.module); ok && l.module != "" && (rel == "" || rel[0] == '/') {
		dirs = append(dirs, filepath.Join(l.moduleDir, rel))
	}
	if l.moduleDir != "" {
		dirs = append(dirs, filepath.Join(l.moduleDir, "vendor", path))
	}
	for _, d := range dirs {
		if files, _ := filepath.Glob(filepath.Join(d, "*.go")); len(files) > 0 {
			return d
		}
	}
	return ""
}

// ---- types

func (l *loader) Import(path string) (*types.Package, error) { return l.ImportFrom(path, "", 0) }

func (l *loader) ImportFrom(path, from string, _ types.ImportMode) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	dir := l.dirOf(path, from)
	if dir == "" {
		return nil, fmt.Errorf("could not import %s (no required module provides it)", path)
	}
	key := l.pathOf(dir)
	if p := l.packages[key]; p != nil {
		return p, nil
	}
	bp, err := l.build.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	u := &unit{name: key, path: key, dir: dir, files: absolute(dir, bp.GoFiles)}
	if err := l.check(u); err != nil {
		return nil, err
	}
	if !l.ofStd(dir) { // for their facts
		l.analyze(u, l.withFacts())
	}
	return l.packages[key], nil
}

func (l *loader) ofStd(dir string) bool {
	return strings.HasPrefix(dir, filepath.Join(l.build.GOROOT, "src"))
}

// check parses u and checks its types. The first error.
func (l *loader) check(u *unit) error {
	u.trees, u.pkg = nil, nil
	for _, f := range u.files {
		text, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		tree, err := parser.ParseFile(l.fset, shown(f), text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		u.trees = append(u.trees, tree)
	}
	u.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, FileVersions: map[*ast.File]string{}}
	conf := types.Config{Importer: importerFrom{l, u.dir}, Sizes: types.SizesFor("gc", l.build.GOARCH), IgnoreFuncBodies: l.ofStd(u.dir) && !u.root}
	if !l.ofStd(u.dir) {
		conf.GoVersion = l.goVersion
	}
	var err error
	if u.pkg, err = conf.Check(u.path, l.fset, u.trees, u.info); err != nil {
		return err
	}
	if l.packages[u.path] == nil || u.tests {
		l.packages[u.path] = u.pkg // external tests see what the package's own declare
	}
	return nil
}

type importerFrom struct {
	*loader
	dir string
}

func (i importerFrom) Import(path string) (*types.Package, error) {
	return i.ImportFrom(path, i.dir, 0)
}
