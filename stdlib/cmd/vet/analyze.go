package main

import (
	"fmt"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
)

type action struct {
	result      any
	err         error
	diagnostics []analysis.Diagnostic
}

// analyze runs the analyzers and what they require over u.
func (l *loader) analyze(u *unit, analyzers []*analysis.Analyzer) map[*analysis.Analyzer]*action {
	done := map[*analysis.Analyzer]*action{}
	for _, a := range analyzers {
		l.run(u, a, done)
	}
	return done
}

func (l *loader) run(u *unit, a *analysis.Analyzer, done map[*analysis.Analyzer]*action) *action {
	if act := done[a]; act != nil {
		return act
	}
	act := new(action)
	done[a] = act
	inputs := map[*analysis.Analyzer]any{}
	for _, r := range a.Requires {
		required := l.run(u, r, done)
		if required.err != nil {
			act.err = fmt.Errorf("failed prerequisites: %s", r)
			return act
		}
		inputs[r] = required.result
	}
	act.result, act.err = a.Run(&analysis.Pass{
		Analyzer: a, Fset: l.fset, Files: u.trees, OtherFiles: u.others, IgnoredFiles: u.ignored,
		Pkg: u.pkg, TypesInfo: u.info, TypesSizes: types.SizesFor("gc", l.build.GOARCH), ResultOf: inputs,
		Report:            func(d analysis.Diagnostic) { act.diagnostics = append(act.diagnostics, d) },
		ImportObjectFact:  func(o types.Object, f analysis.Fact) bool { return l.facts.get(o, f) },
		ExportObjectFact:  func(o types.Object, f analysis.Fact) { l.facts.set(o, f) },
		ImportPackageFact: func(p *types.Package, f analysis.Fact) bool { return l.facts.get(p, f) },
		ExportPackageFact: func(f analysis.Fact) { l.facts.set(u.pkg, f) },
		AllObjectFacts:    func() []analysis.ObjectFact { return l.facts.objects(a) },
		AllPackageFacts:   func() []analysis.PackageFact { return l.facts.packages(a) },
	})
	return act
}

// withFacts returns the analyzers that say something about a package to its importers.
func (l *loader) withFacts() (out []*analysis.Analyzer) {
	for _, a := range l.analyzers {
		if usesFacts(a) {
			out = append(out, a)
		}
	}
	return out
}

func usesFacts(a *analysis.Analyzer) bool {
	for _, r := range a.Requires {
		if usesFacts(r) {
			return true
		}
	}
	return len(a.FactTypes) > 0
}

// facts are what analyzers know of objects and packages, by its type.
type factKey struct {
	of   any // types.Object or *types.Package
	kind reflect.Type
}
type facts map[factKey]analysis.Fact

func newFacts() facts { return facts{} }

func (m facts) get(of any, into analysis.Fact) bool {
	f, ok := m[factKey{of, reflect.TypeOf(into)}]
	if ok {
		reflect.ValueOf(into).Elem().Set(reflect.ValueOf(f).Elem())
	}
	return ok
}

func (m facts) set(of any, f analysis.Fact) { m[factKey{of, reflect.TypeOf(f)}] = f }

func (m facts) objects(a *analysis.Analyzer) (out []analysis.ObjectFact) {
	for k, f := range m {
		if o, ok := k.of.(types.Object); ok && declares(a, k.kind) {
			out = append(out, analysis.ObjectFact{Object: o, Fact: f})
		}
	}
	return out
}

func (m facts) packages(a *analysis.Analyzer) (out []analysis.PackageFact) {
	for k, f := range m {
		if p, ok := k.of.(*types.Package); ok && declares(a, k.kind) {
			out = append(out, analysis.PackageFact{Package: p, Fact: f})
		}
	}
	return out
}

func declares(a *analysis.Analyzer, kind reflect.Type) bool {
	for _, f := range a.FactTypes {
		if reflect.TypeOf(f) == kind {
			return true
		}
	}
	return false
}
