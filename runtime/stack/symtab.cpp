// runtime/stack/symtab.cpp: the table of code objects.
//
// A snapshot (sorted by address) is replaced as a whole when an object is added; old snapshots stay, since a signal
// handler may still read one. Mirrors findfunc, pcvalue, inline unwinding of runtime/symtab.go.
#include "runtime/stack/symtab.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "runtime/lock/lock_futex.h"
#include "runtime/stack/nativesyms.h"

namespace rt {

struct CodeTable {
  uint32_t n;
  const abi::CodeObject *objs[];
};
static std::atomic<CodeTable *> codeTable;
static mutex codeLock{lockRankCode};

void registerCode(const abi::CodeObject *co, uint32_t more) {
  lock(&codeLock);
  CodeTable *old = codeTable.load(std::memory_order_relaxed);
  uint32_t n = old ? old->n : 0;
  auto *t = static_cast<CodeTable *>(malloc(sizeof(CodeTable) + (n + more) * sizeof(void *)));
  t->n = n + more;
  std::copy_n(old ? old->objs : nullptr, n, t->objs);
  for (uint32_t i = 0; i < more; i++) t->objs[n + i] = co + i;
  std::sort(t->objs, t->objs + t->n, [](auto *a, auto *b) { return a->lo < b->lo; });
  codeTable.store(t, std::memory_order_release); // pairs with findCode
  unlock(&codeLock);
}

const abi::CodeObject *findCode(uintptr_t pc) {
  CodeTable *t = codeTable.load(std::memory_order_acquire); // pairs with registerCode
  if (!t) return nullptr;
  auto **e = t->objs + t->n;
  auto **i = std::upper_bound(t->objs, e, pc, [](uintptr_t pc, auto *o) { return pc < o->lo; });
  if (i == t->objs || pc >= i[-1]->hi) return nullptr;
  return i[-1];
}

const abi::CodeObject *codeOf(const abi::FuncInfo *fn) {
  CodeTable *t = codeTable.load(std::memory_order_acquire); // pairs with registerCode
  for (uint32_t i = 0; t && i < t->n; i++)
    if (const abi::CodeObject *co = t->objs[i]; fn >= co->funcs && fn < co->funcs + co->nfuncs) return co;
  return nullptr;
}

const abi::FuncInfo *findfunc(const abi::CodeObject *co, uintptr_t pc) {
  uint32_t off = uint32_t(pc - co->lo);
  auto *e = co->funcs + co->nfuncs;
  auto *i = std::upper_bound(co->funcs, e, off, [](uint32_t off, const abi::FuncInfo &f) { return off < f.lo; });
  if (i == co->funcs || off >= i[-1].hi) return nullptr;
  return i - 1;
}

const abi::Safepoint *findSafepoint(const abi::CodeObject *co, uintptr_t ra) {
  uint32_t off = uint32_t(ra - co->lo);
  auto *e = co->safepoints + co->nsafepoints;
  auto *i = std::lower_bound(co->safepoints, e, off, [](const abi::Safepoint &s, uint32_t off) { return s.pcoff < off; });
  return i != e && i->pcoff == off ? i : nullptr;
}

const void *findLandingPad(const abi::CodeObject *co, uintptr_t pc) {
  uint32_t off = uint32_t(pc - co->lo);
  auto *e = co->pads + co->npads;
  auto *i = std::upper_bound(co->pads, e, off, [](uint32_t off, const abi::LandingPad &p) { return off < p.lo; });
  if (i == co->pads || off >= i[-1].hi || !i[-1].pad) return nullptr;
  return reinterpret_cast<const void *>(co->lo + i[-1].pad);
}

const void *anyLandingPad(const abi::CodeObject *co, const abi::FuncInfo *fn) {
  for (uint32_t i = 0; i < co->npads; i++)
    if (co->pads[i].lo >= fn->lo && co->pads[i].lo < fn->hi && co->pads[i].pad)
      return reinterpret_cast<const void *>(co->lo + co->pads[i].pad);
  return nullptr;
}

bool asyncSafePoint(uintptr_t pc) {
  const abi::CodeObject *co = findCode(pc);
  if (!co) return false;
  uint32_t off = uint32_t(pc - co->lo);
  return (std::upper_bound(co->bounds, co->bounds + co->nbounds, off) - co->bounds) & 1;
}

bool isFrameless(uintptr_t pc) {
  const abi::CodeObject *co = findCode(pc);
  const abi::FuncInfo *fn = co ? findfunc(co, pc) : nullptr;
  return fn && fn->flags & abi::FuncFrameless;
}

ShownName shownName(const char *func) {
  const std::string_view name(func);
  const size_t from = name.find('['), to = name.rfind(']');
  if (from == name.npos || to == name.npos || to < from) return {name, {}, {}};
  return {name.substr(0, from), "[...]", name.substr(to + 1)};
}

unsigned sourceFrames(uintptr_t pc, SourceFrame *out, unsigned max) {
  const abi::CodeObject *co = findCode(pc);
  const abi::FuncInfo *fn = co ? findfunc(co, pc) : nullptr;
  if (max == 0) return 0;
  if (!fn) return nativeSourceFrame(pc, out);
  uint32_t off = uint32_t(pc - co->lo), file = fn->file, line = fn->line, inl = ~0u;
  auto *e = co->lines + co->nlines;
  auto *i = std::upper_bound(co->lines, e, off, [](uint32_t off, const abi::LineRow &r) { return off < r.pcoff; });
  while (i != co->lines && i[-1].pcoff >= fn->lo && i[-1].line == 0) i--; // code that belongs to no line: the one before
  if (i != co->lines && i[-1].pcoff >= fn->lo) file = i[-1].file, line = i[-1].line, inl = i[-1].inl;
  unsigned n = 0;
  uintptr_t at = pc;
  for (; inl != ~0u && n + 1 < max; inl = co->inl[inl].parent) {
    const abi::InlineNode &node = co->inl[inl];
    out[n++] = {co->strings[node.func], co->files[file], line, true, false, fn, co->lo + fn->lo, at};
    file = node.callFile, line = node.callLine, at = co->lo + node.mark + 1; // its second byte, as of a call before a return address
  }
  out[n++] = {fn->name, co->files[file], line, false, (fn->flags & abi::FuncWrapper) != 0, fn, co->lo + fn->lo, at};
  return n;
}

} // namespace rt
