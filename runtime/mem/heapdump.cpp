// runtime/mem/heapdump.cpp: runtime/debug.WriteHeapDump: every object with its contents and where its pointers are, in
// gc's format "go1.7 heap dump", world stopped.
//
// A dump is a sequence of records: a tag and fields. Numbers are varints; a string is its length and bytes; the
// pointers of a block are (1, offset) pairs up to a 0. Not written: stack frames and types, which the format has for
// programs whose stacks and symbols the reader cannot see.
// Mirrors heapdump.go.
#include "runtime/mem/mbitmap.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/mem/mstats.h"
#include "runtime/sched/proc.h"
#include <cstring>
#include <unistd.h>

namespace rt {

namespace {

enum Tag : uint8_t { tagEOF = 0, tagObject = 1, tagGoroutine = 4, tagParams = 6, tagOSThread = 9, tagMemStats = 10, tagData = 12 };
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

void dumpObjects(DumpWriter &w) {
  for (uintptr_t page = 0, n = mheap_.grown() / PageSize; page < n;) {
    mspan *s = mheap_.spans[page];
    page += s ? s->npages : 1;
    if (!s || s->state.load() != mSpanState::inUse) continue;
    for (uintptr_t i = 0; i < s->nelems; i++)
      if (!s->isFree(i)) dumpObject(w, s, s->objBase(i));
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
    w.address(nullptr); // defers, panics
    w.address(nullptr);
  }
}

void dumpThreads(DumpWriter &w) {
  for (m *mp = allm; mp; mp = mp->alllink) {
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
  dumpObjects(w);
  dumpGoroutines(w);
  dumpThreads(w);
  for (auto *md = moduledata; md; md = md->next) dumpGlobals(w, *md);
  dumpMemStats(w, stats);
  w.number(tagEOF);
  startTheWorld();
}

} // namespace rt
