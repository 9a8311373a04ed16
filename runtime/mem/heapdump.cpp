// runtime/mem/heapdump.cpp: runtime/debug.WriteHeapDump: every object with its contents and where its pointers are, in
// gc's format "go1.7 heap dump", world stopped.
//
// A dump is a sequence of records: a tag and fields. Numbers are varints; a string is its length and bytes; the
// pointers of a block are (1, offset) pairs up to a 0. A type is written before the first record that names it. Not written: the
// objects that the memory profile has sampled.
// Mirrors heapdump.go.
#include "runtime/lang/type.h"
#include "runtime/mem/mbitmap.h"
#include "runtime/mem/mfinal.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/mem/mstats.h"
#include "runtime/prof/bucket.h"
#include "runtime/sched/proc.h"
#include "runtime/stack/symtab.h"
#include "runtime/stack/unwind.h"
#include <algorithm>
#include <cstring>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

namespace rt {

namespace {

enum Tag : uint8_t {
  tagEOF = 0,
  tagObject = 1,
  tagType = 3,
  tagGoroutine = 4,
  tagStackFrame = 5,
  tagParams = 6,
  tagFinalizer = 7,
  tagItab = 8,
  tagOSThread = 9,
  tagMemStats = 10,
  tagData = 12,
  tagDefer = 14,
  tagPanic = 15,
  tagMemProf = 16
};
constexpr uint64_t fieldEol = 0, fieldPointer = 1;

// Buffered, because records are small; errors end nothing, as with gc.
class DumpWriter {
public:
  explicit DumpWriter(int fd) : fd(fd) {}
  ~DumpWriter() { flush(); }
  void bytes(const void *p, size_t n) {
    for (auto *from = static_cast<const char *>(p); n > 0;) {
      if (used == sizeof buf) flush();
      size_t k = n < sizeof buf - used ? n : sizeof buf - used;
      memcpy(buf + used, from, k);
      used += k, from += k, n -= k;
    }
  }
  void number(uint64_t v) {
    uint8_t b[10];
    unsigned n = 0;
    for (; v >= 0x80; v >>= 7) b[n++] = uint8_t(v | 0x80);
    b[n++] = uint8_t(v);
    bytes(b, n);
  }
  // True once for each type.
  bool isNew(const abi::Type *t) { return t && types.insert(t).second; }
  void address(const void *p) { number(reinterpret_cast<uintptr_t>(p)); }
  void block(const void *p, uint64_t n) {
    number(n);
    bytes(p, n);
  }
  void text(const char *s) { block(s, strlen(s)); }

private:
  void flush() {
    for (size_t done = 0; done < used;) {
      ssize_t n = write(fd, buf + done, used - done);
      if (n <= 0) break;
      done += size_t(n);
    }
    used = 0;
  }
  std::set<const abi::Type *> types;
  int fd;
  size_t used = 0;
  char buf[4096];
};

void dumpParams(DumpWriter &w) {
  w.number(tagParams);
  w.number(0); // little endian
  w.number(sizeof(void *));
  w.number(mheap_.arenaStart);
  w.number(mheap_.arenaStart + mheap_.grown());
  w.text("amd64");
  w.text(""); // GOEXPERIMENT
  w.number(uint64_t(ncpu));
}

void dumpObject(DumpWriter &w, mspan *s, uintptr_t base) {
  bool header = !s->spanclass.noscan() && s->spanclass.sizeclass() != 0 && !heapBitsInSpan(s->elemsize);
  uintptr_t start = base + (header ? mallocHeaderSize : 0); // what Go code sees
  w.number(tagObject);
  w.number(start);
  w.block(reinterpret_cast<void *>(start), base + s->elemsize - start);
  forEachPointerWord(s, base, [&](void **p) {
    w.number(fieldPointer);
    w.number(reinterpret_cast<uintptr_t>(p) - start);
  });
  w.number(fieldEol);
}

void dumpType(DumpWriter &w, const abi::Type *t) {
  if (!w.isNew(t)) return;
  GoString path = typePkgPath(t), name = typestring(t);
  std::string full(reinterpret_cast<const char *>(name.str), size_t(name.len));
  if (path.len) full = std::string(reinterpret_cast<const char *>(path.str), size_t(path.len)) + full.substr(full.find('.'));
  w.number(tagType);
  w.address(t);
  w.number(t->size);
  w.block(full.data(), full.size());
  w.number(!t->isDirectIface() || t->ptrBytes != 0); // an interface's second word is, or points to, a pointer
}

void dumpItabs(DumpWriter &w, const abi::ModuleData &md) {
  for (uint32_t i = 0; i < md.nitabs; i++) {
    dumpType(w, md.itabs[i]->typ);
    w.number(tagItab);
    w.address(md.itabs[i]);
    w.address(md.itabs[i]->typ);
  }
}

void dumpFinalizers(DumpWriter &w, mspan *s) RT_NO_THREAD_SAFETY { // the world is stopped
  for (special *sp = s->specials; sp; sp = sp->next) {
    dumpType(w, sp->fint);
    dumpType(w, sp->ot);
    w.number(tagFinalizer);
    w.number(s->base() + sp->offset);
    w.address(sp->fn);
    w.address(sp->fn->fn);
    w.address(sp->fint);
    w.address(sp->ot);
  }
}

void dumpObjects(DumpWriter &w) {
  for (uintptr_t page = 0, n = mheap_.grown() / PageSize; page < n;) {
    mspan *s = mheap_.spans[page];
    page += s ? s->npages : 1;
    if (!s || s->state.load() != mSpanState::inUse) continue;
    dumpFinalizers(w, s);
    for (uintptr_t i = 0; i < s->nelems; i++)
      if (!s->isFree(i)) dumpObject(w, s, s->objBase(i));
  }
}

// ---- goroutines

struct PointerWords final : StackVisitor {
  std::vector<uintptr_t> at;
  void add(void **p) { at.push_back(reinterpret_cast<uintptr_t>(p)); }
  void slot(void **p) override { add(p); }
  void derived(void **base, void **) override { add(base); }
  void object(void **p, uintptr_t, const abi::StackObject &o, bool) override {
    forEachObjectWord(p, o, [&](void **q) { add(q); });
  }
  void conservative(void **lo, void **hi) override {
    for (; lo < hi; lo++) add(lo);
  }
};

void dumpFrames(DumpWriter &w, g *gp) {
  uintptr_t child = 0, depth = 0;
  for (Unwinder u(gp); u.valid(); u.next()) {
    const Frame &f = u.frame;
    if (!f.fn || f.kind != FrameKind::go) continue;
    PointerWords words;
    visitFrame(gp, f, words);
    uintptr_t sp = f.csp, end = std::max(f.fp + 16, sp);
    w.number(tagStackFrame);
    w.number(sp);
    w.number(depth++);
    w.number(child);
    w.block(reinterpret_cast<void *>(sp), end - sp);
    SourceFrame s[maxInlineDepth];
    unsigned k = sourceFrames(f.pcExact ? f.pc : f.pc - 1, s, maxInlineDepth);
    w.number(k ? s[k - 1].entry : 0);
    w.number(f.pc);
    w.number(f.pc);
    w.text(k ? s[k - 1].func : "unknown function");
    for (uintptr_t at : words.at)
      if (at >= sp && at < end) w.number(fieldPointer), w.number(at - sp);
    w.number(fieldEol);
    child = sp;
  }
}

void dumpDefersAndPanics(DumpWriter &w, g *gp) {
  for (_defer *d = gp->defer; d; d = d->link) {
    w.number(tagDefer);
    w.address(d);
    w.address(gp);
    w.number(d->frame);
    w.number(0); // the pc of the defer statement is not kept
    w.address(d->fn);
    w.address(d->fn ? d->fn->fn : nullptr);
    w.address(d->link);
  }
  for (_panic *p = gp->panic; p; p = p->link) {
    dumpType(w, p->arg.typ);
    w.number(tagPanic);
    w.address(p);
    w.address(gp);
    w.address(p->arg.typ);
    w.address(p->arg.data);
    w.number(0);
    w.address(p->link);
  }
}

void dumpGoroutines(DumpWriter &w) {
  g **gs;
  uintptr_t n = allgsSnapshot(&gs);
  for (uintptr_t i = 0; i < n; i++) {
    g *gp = gs[i];
    if (readgstatus(gp) == Gdead) continue;
    w.number(tagGoroutine);
    w.address(gp);
    w.number(gp->sched.sp);
    w.number(uint64_t(gp->goid));
    w.number(gp->gopc);
    w.number(readgstatus(gp));
    w.number(isSystemGoroutine(gp));
    w.number(0); // background
    w.number(uint64_t(gp->waitsince));
    w.text(readgstatus(gp) == Gwaiting ? waitReasonStrings[gp->waitreason.load()] : "");
    w.address(nullptr); // context
    w.address(gp->m);
    w.address(gp->defer);
    w.address(gp->panic);
    dumpFrames(w, gp);
    dumpDefersAndPanics(w, gp);
  }
}

void dumpThreads(DumpWriter &w) {
  for (m *mp = allmStopped(); mp; mp = mp->alllink) {
    w.number(tagOSThread);
    w.address(mp);
    w.number(uint64_t(mp->id));
    w.number(mp->procid);
  }
}

// Global variables with pointers, one record a variable.
void dumpGlobals(DumpWriter &w, const abi::ModuleData &md) {
  for (uint32_t i = 0; i < md.nroots; i++) {
    const abi::GlobalRoot &r = md.roots[i];
    w.number(tagData);
    w.address(r.addr);
    w.block(r.addr, r.size);
    auto at = reinterpret_cast<uintptr_t>(r.addr);
    forEachTypedWord(at, at + r.size, r.typ, [&](void **p) {
      w.number(fieldPointer);
      w.number(reinterpret_cast<uintptr_t>(p) - at);
    });
    w.number(fieldEol);
  }
}

void dumpMemStats(DumpWriter &w, const MemStats &s) {
  w.number(tagMemStats);
  for (uint64_t v : {s.Alloc,       s.TotalAlloc, s.Sys,          s.Lookups,     s.Mallocs,    s.Frees,    s.HeapAlloc,  s.HeapSys,
                     s.HeapIdle,    s.HeapInuse,  s.HeapReleased, s.HeapObjects, s.StackInuse, s.StackSys, s.MSpanInuse, s.MSpanSys,
                     s.MCacheInuse, s.MCacheSys,  s.BuckHashSys,  s.GCSys,       s.OtherSys,   s.NextGC,   s.LastGC,     s.PauseTotalNs})
    w.number(v);
  for (uint64_t v : s.PauseNs) w.number(v);
  w.number(s.NumGC);
}

// The memory profile's records.
void dumpMemProfile(DumpWriter &w) {
  assertWorldStoppedFor(&activeLock);
  for (bucket *b = firstBucket(bucketKind::memory); b; b = b->allnext) {
    w.number(tagMemProf);
    w.address(b);
    w.number(b->size);
    w.number(b->nstk);
    for (unsigned i = 0; i < b->nstk; i++) {
      SourceFrame s[maxInlineDepth];
      const bool known = sourceFrames(b->stk[i] - 1, s, maxInlineDepth) != 0;
      w.text(known ? s[0].func : "?");
      w.text(known ? s[0].file : "?");
      w.number(known ? s[0].line : 0);
    }
    w.number(b->mem.active.allocs);
    w.number(b->mem.active.frees);
  }
}

} // namespace

// (fd uintptr)
GOENTRY(void, writeHeapDump, (uintptr_t fd)) {
  stopTheWorld(stwWriteHeapDump);
  finishSweep();
  static MemStats stats; // world stopped: one at a time
  readmemstats(&stats);
  DumpWriter w{int(fd)};
  constexpr char header[] = "go1.7 heap dump\n";
  w.bytes(header, sizeof header - 1);
  dumpParams(w);
  for (auto *md = moduledata; md; md = md->next) dumpItabs(w, *md);
  dumpObjects(w);
  dumpGoroutines(w);
  dumpThreads(w);
  for (auto *md = moduledata; md; md = md->next) dumpGlobals(w, *md);
  dumpMemStats(w, stats);
  dumpMemProfile(w);
  w.number(tagEOF);
  startTheWorld();
}

} // namespace rt
