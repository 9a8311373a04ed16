// ir/escape_notes.cpp: see escape_notes.h.
#include "ir/escape_notes.h"
#include "frontend/source.h"
#include "ir/build.h"
#include <algorithm>
#include <cstring>
#include <set>

namespace ir {

namespace {

// The package whose names are shown without it (a Qualifier takes no context).
const Package *ownPackage = nullptr;
std::string qualifier(Package *p) { return p == ownPackage ? "" : std::string(p->name); }

class Notes {
public:
  explicit Notes(const Module &m) : m(m) { ownPackage = m.mainPkg; }
  std::vector<EscapeNote> run();

private:
  const Module &m;
  std::vector<EscapeNote> notes;

  bool isOwn(Pos p) const;
  void add(Pos pos, std::string text) { notes.push_back({pos, std::move(text)}); }
  void objects(const Func &f);
  void params(const Func &f);
  void leaks(const Func &f, const Instr &param, const Leaks &l);
};

// What an instruction allocates, as gc shows it; empty: nothing worth a note.
std::string allocationText(const Instr &i) {
  if (!i.source) return i.str;
  if (i.source->kind != NodeKind::CompositeLit) {
    std::string text = exprString(i.source);
    for (size_t at; (at = text.find("…")) != text.npos;) text.replace(at, strlen("…"), "...");
    return text;
  }
  auto *literal = static_cast<const CompositeLit *>(i.source);
  Type *t = literal->type;
  bool isSlice = dynSlice(under(t)), isMap = dynMap(under(t));
  std::string name = isSlice ? "[]" + typeString(static_cast<Array *>(under(i.auxType))->elem, qualifier) // concrete
                     : isMap ? typeString(i.type, qualifier)
                             : "&" + typeString(i.auxType, qualifier);
  return name + (literal->elems.empty() ? "{}" : "{...}");
}

// Where gc shows it: a conversion at its operand.
Pos notePos(const Instr &i) {
  const Expr *e = i.source;
  if (e && e->kind == NodeKind::CallExpr)
    if (auto *c = static_cast<const CallExpr *>(e); c->fun->mode == Mode::TypExpr && !c->args.empty()) return c->args[0]->pos;
  bool converted = e && i.op == Op::Alloc && e->kind != NodeKind::CompositeLit && e->kind != NodeKind::CallExpr;
  return converted ? e->pos : i.pos;
}

std::string resultName(const Func &f, size_t k) {
  const auto &vars = f.sig->results->vars;
  bool named = k < vars.size() && !vars[k]->name.empty() && vars[k]->name != "_";
  return named ? std::string(vars[k]->name) : "~r" + std::to_string(k);
}

bool Notes::isOwn(Pos p) const {
  if (!p.valid() || !m.mainPkg) return false;
  return std::any_of(m.mainPkg->files.begin(), m.mainPkg->files.end(),
                     [&](const File *f) { return sources().file(f->fileIndex).contains(p); });
}

void Notes::objects(const Func &f) {
  for (const Block *b : f.blocks)
    for (const Instr *i : b->instrs) {
      if (!isOwn(i->pos)) continue;
      bool onHeap = i->flags & Heap;
      if (i->flags & Variable) {
        if (onHeap) add(i->pos, "moved to heap: " + i->str);
      } else if (i->op == Op::Alloc || i->op == Op::MakeSlice || i->op == Op::MakeClosure || i->op == Op::FuncAddr) {
        if (std::string text = allocationText(*i); !text.empty() && !(i->op == Op::MakeClosure && i->func->wrapper && !i->source))
          add(notePos(*i), text + (onHeap ? " escapes to heap" : " does not escape"));
      } else if (i->op == Op::CallRuntime && i->source && !dynChan(under(i->type))) { // maps, strings; gc is silent about channels
        const bool onStack = isMadeByRuntime(*i) && !onHeap;
        add(notePos(*i), allocationText(*i) + (onStack ? " does not escape" : " escapes to heap"));
        if (i->flags & Borrows) add(notePos(*i), "zero-copy string->[]byte conversion");
      }
    }
}

void Notes::leaks(const Func &f, const Instr &param, const Leaks &l) {
  bool any = l.heap >= 0;
  if (any) add(param.pos, (l.heap == 0 ? "leaking param: " : "leaking param content: ") + param.str);
  for (size_t k = 0; k < l.results.size(); k++) {
    int level = l.results[k];
    if (level < 0 || (l.heap >= 0 && level >= l.heap)) continue;
    add(param.pos, "leaking param: " + param.str + " to result " + resultName(f, k) + " level=" + std::to_string(level));
    any = true;
  }
  if (!any) add(param.pos, param.str + " does not escape");
}

void Notes::params(const Func &f) {
  const EscapeSummary *summary = f.summary;
  if (!summary || f.wrapper) return;
  std::set<Pos> moved; // parameters that are variables on the heap
  for (const Block *b : f.blocks)
    for (const Instr *i : b->instrs)
      if ((i->flags & Variable) && (i->flags & Heap)) moved.insert(i->pos);
  for (size_t k = 0; k < f.params.size(); k++) {
    const Instr &p = *f.params[k];
    if (isOwn(p.pos) && !p.str.empty() && p.str != "_" && hasPointers(p.type) && !moved.count(p.pos)) leaks(f, p, summary->params[k]);
  }
}

std::vector<EscapeNote> Notes::run() {
  for (auto &f : m.funcs) {
    objects(*f);
    params(*f);
  }
  std::stable_sort(notes.begin(), notes.end(), [](const EscapeNote &a, const EscapeNote &b) { return a.pos < b.pos; });
  auto same = [](const EscapeNote &a, const EscapeNote &b) { return a.pos == b.pos && a.text == b.text; }; // instances of generic code
  notes.erase(std::unique(notes.begin(), notes.end(), same), notes.end());
  return std::move(notes);
}

} // namespace

std::vector<EscapeNote> escapeNotes(const Module &m) { return Notes(m).run(); }

} // namespace ir
