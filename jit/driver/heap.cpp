// jit/driver/heap.cpp: see heap.h. Built without the compiler's knowledge of what malloc means (-fno-builtin).
#include "jit/driver/heap.h"
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/single_threaded.h>
#include <unistd.h>
#include <utility>

namespace jit::heap {

namespace {

constexpr size_t unitSize = 64 << 10, headerSize = 64, pageSize = 4096;
constexpr size_t step = size_t(64) << 20;      // by which the heap grows
constexpr size_t giveBack = 256 << 10;         // free blocks from this size on do not keep their pages
constexpr size_t batchBytes = 4096;            // what a thread takes at once
constexpr uint16_t maxBatch = 64, noClass = 0xFFFF, alignedClass = 0xFFFE;

// ---- size classes: multiples of 16 up to 1 KiB, then four to a doubling

constexpr unsigned fineClasses = 64, smallClasses = fineClasses + 16 + 1; // class 0 is not used: they count from 16 bytes
constexpr size_t smallMax = 16 << 10;
constexpr unsigned runClasses = 128;

constexpr unsigned floorLog2(size_t n) { return 63 - unsigned(__builtin_clzl(n)); }

// For n > 2^base: the place in the sequence 1.25, 1.5, 1.75, 2, 2.5, ... times 2^base that is large enough; from 0.
constexpr unsigned quarter(size_t n, unsigned base) {
  unsigned log = floorLog2(n - 1);
  return (log - base) * 4 + unsigned((n - 1) >> (log - 2) & 3);
}
constexpr size_t quarterSize(unsigned q, unsigned base) { return size_t(5 + q % 4) << (base + q / 4 - 2); }

constexpr unsigned classOf(size_t n) {
  if (n <= 1024) return n == 0 ? 1 : unsigned((n + 15) / 16);
  return fineClasses + 1 + quarter(n, 10);
}
constexpr size_t sizeOf(unsigned c) { return c <= fineClasses ? c * 16 : quarterSize(c - fineClasses - 1, 10); }
static_assert(classOf(smallMax) == smallClasses - 1 && sizeOf(smallClasses - 1) == smallMax);
static_assert(sizeOf(classOf(1025)) == 1280 && sizeOf(classOf(1280)) == 1280 && sizeOf(classOf(1281)) == 1536);

// Runs of units: 1, 2, 3, 4, then four to a doubling.
constexpr unsigned runClassOf(size_t units) { return units <= 4 ? unsigned(units) : 5 + quarter(units, 2); }
constexpr size_t runUnits(unsigned c) { return c <= 4 ? c : quarterSize(c - 5, 2); }
static_assert(runUnits(runClassOf(5)) == 5 && runUnits(runClassOf(9)) == 10 && runUnits(runClassOf(10)) == 10);

constexpr uint16_t batchOf(unsigned c) { return uint16_t(std::clamp<size_t>(batchBytes / sizeOf(c), 1, maxBatch)); }

// ---- units

// At the start of a unit of small blocks, or of a run of units for one block.
struct Unit {
  uint16_t cls;   // of small blocks; noClass: a run; alignedClass: the block's run begins further down
  uint16_t run;   // class of the run
  bool zero;      // nobody has written behind the header
  Unit *next;     // free runs; or, with alignedClass, the run
  uint32_t nfree; // in tidy: free blocks
};
static_assert(sizeof(Unit) <= headerSize);

struct Free {
  Free *next;
};

Unit *unitOf(const void *p) { return reinterpret_cast<Unit *>((reinterpret_cast<uintptr_t>(p) - 1) & ~uintptr_t(unitSize - 1)); }

// What all threads share. In a process that was started from a dump nothing is free to begin with (closeRegion).
struct Shared {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  Free *free[smallClasses] = {};
  char *bump[smallClasses] = {}, *end[smallClasses] = {}; // blocks that were never used
  Unit *runs[runClasses] = {};
  uintptr_t next = 0, limit = 0;       // units that were never used
  uintptr_t regionEnd = regionBase;    // up to where the region is mapped
  uintptr_t used = regionBase;         // up to where it is used
  bool whole = true, closed = false;
};
constinit Shared shared;

class Locked {
public:
  Locked() { pthread_mutex_lock(&shared.lock); }
  ~Locked() { pthread_mutex_unlock(&shared.lock); }
};

bool inRegion(const void *p) {
  auto a = reinterpret_cast<uintptr_t>(p);
  return a >= regionBase && a < shared.regionEnd;
}

// At least n bytes of fresh units.
bool grow(size_t n) {
  n = (std::max(n, step) + step - 1) / step * step;
  constexpr int prot = PROT_READ | PROT_WRITE, flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  if (!shared.closed && shared.whole) {
    void *at = reinterpret_cast<void *>(shared.regionEnd);
    if (mmap(at, n, prot, flags | MAP_FIXED_NOREPLACE, -1, 0) == at) {
      if (shared.next == 0) shared.next = shared.regionEnd;
      shared.limit = shared.regionEnd += n;
      return true;
    }
    shared.whole = false;
  }
  void *p = mmap(nullptr, n + unitSize, prot, flags, -1, 0);
  if (p == MAP_FAILED) return false;
  shared.next = (reinterpret_cast<uintptr_t>(p) + unitSize - 1) & ~(unitSize - 1);
  shared.limit = shared.next + n;
  return true;
}

// A run of units, locked. Its header is filled in.
Unit *takeRun(size_t units) {
  unsigned c = runClassOf(units);
  if (c >= runClasses) return nullptr;
  Unit *u = shared.runs[c];
  if (u) {
    shared.runs[c] = u->next;
  } else {
    size_t n = runUnits(c) * unitSize;
    while (shared.limit - shared.next < n)
      if (!grow(n)) return nullptr;
    u = reinterpret_cast<Unit *>(shared.next);
    shared.next += n;
    if (!shared.closed) shared.used = shared.next;
    u->zero = true;
  }
  u->cls = noClass, u->run = uint16_t(c), u->next = nullptr;
  return u;
}

void freeRun(Unit *u) {
  size_t n = runUnits(u->run) * unitSize;
  // The pages of a file come back as they are in the file: those of a dump are kept.
  if (n >= giveBack && !(shared.closed && inRegion(u)))
    u->zero = madvise(reinterpret_cast<char *>(u) + pageSize, n - pageSize, MADV_DONTNEED) == 0;
  if (u->zero) memset(reinterpret_cast<char *>(u) + headerSize, 0, pageSize - headerSize);
  Locked l;
  u->next = shared.runs[u->run];
  shared.runs[u->run] = u;
}

// ---- what each thread keeps

struct Cache {
  Free *free[smallClasses];
  char *bump[smallClasses], *end[smallClasses];
  uint16_t count[smallClasses]; // of free
  bool known, ended;            // the thread's end will be, has been noticed
};
__thread Cache cache;

void push(unsigned c, void *p) {
  auto *f = static_cast<Free *>(p);
  f->next = cache.free[c];
  cache.free[c] = f;
  cache.count[c]++;
}

// Gives n free blocks of a thread to all.
void giveBlocks(unsigned c, uint16_t n) {
  Free *first = cache.free[c], *last = first;
  for (uint16_t i = 1; i < n; i++) last = last->next;
  cache.free[c] = last->next;
  cache.count[c] -= n;
  Locked l;
  last->next = shared.free[c];
  shared.free[c] = first;
}

void giveAll() {
  for (unsigned c = 1; c < smallClasses; c++) {
    for (; cache.bump[c] < cache.end[c]; cache.bump[c] += sizeOf(c)) push(c, cache.bump[c]);
    if (cache.count[c]) giveBlocks(c, cache.count[c]);
  }
}

struct AtThreadEnd {
  ~AtThreadEnd() {
    giveAll();
    cache.ended = true;
  }
};

// A thread that ends gives back what it kept. The first one ends with the process.
void know() {
  cache.known = true; // first: registering allocates
  if (__libc_single_threaded) return;
  static thread_local AtThreadEnd atEnd;
  (void)&atEnd;
}

// Takes blocks for this thread and returns one of them.
void *refill(unsigned c) {
  if (!cache.known) know();
  Locked l;
  if (Free *f = shared.free[c]) {
    uint16_t n = 0;
    for (uint16_t want = batchOf(c); f && n < want; n++) {
      Free *next = f->next;
      push(c, f);
      f = next;
    }
    shared.free[c] = f;
    f = cache.free[c];
    cache.free[c] = f->next;
    cache.count[c]--;
    return f;
  }
  size_t size = sizeOf(c);
  if (size_t(shared.end[c] - shared.bump[c]) < size) {
    Unit *u = takeRun(1);
    if (!u) return nullptr;
    u->cls = uint16_t(c);
    char *begin = reinterpret_cast<char *>(u) + headerSize;
    shared.bump[c] = begin;
    shared.end[c] = begin + (unitSize - headerSize) / size * size;
  }
  size_t n = std::min<size_t>(batchOf(c) * size, size_t(shared.end[c] - shared.bump[c]));
  char *p = shared.bump[c];
  shared.bump[c] += n;
  cache.bump[c] = p + size, cache.end[c] = p + n;
  return p;
}

void *allocSmall(unsigned c) {
  if (Free *f = cache.free[c]) {
    cache.free[c] = f->next;
    cache.count[c]--;
    return f;
  }
  if (char *p = cache.bump[c]; p < cache.end[c]) {
    cache.bump[c] = p + sizeOf(c);
    return p;
  }
  return refill(c);
}

Unit *allocRun(size_t bytes) {
  if (bytes > PTRDIFF_MAX - unitSize) return nullptr;
  Locked l;
  return takeRun((bytes + unitSize - 1) / unitSize);
}

void *noMemory() {
  errno = ENOMEM;
  return nullptr;
}

void *alloc(size_t n) {
  if (n <= smallMax) {
    void *p = allocSmall(classOf(n));
    return p ? p : noMemory();
  }
  if (n > PTRDIFF_MAX - unitSize) return noMemory();
  Unit *u = allocRun(n + headerSize);
  if (!u) return noMemory();
  u->zero = false;
  return reinterpret_cast<char *>(u) + headerSize;
}

void *allocZero(size_t n) {
  if (n > smallMax && n <= PTRDIFF_MAX - unitSize) {
    Unit *u = allocRun(n + headerSize);
    if (!u) return noMemory();
    char *p = reinterpret_cast<char *>(u) + headerSize;
    if (!u->zero) memset(p, 0, n);
    u->zero = false;
    return p;
  }
  void *p = alloc(n);
  return p ? memset(p, 0, n) : nullptr;
}

void *allocAligned(size_t align, size_t n) {
  if (align <= 16) return alloc(n);
  if (align <= headerSize && n <= 1024) return alloc(std::max(align, (n + align - 1) & ~(align - 1))); // classes are the sizes there
  if (n > PTRDIFF_MAX / 2 || align > PTRDIFF_MAX / 2) return noMemory();
  Unit *u = allocRun(n + align + headerSize);
  if (!u) return noMemory();
  u->zero = false;
  auto p = (reinterpret_cast<uintptr_t>(u) + headerSize + align - 1) & ~(align - 1);
  Unit *own = unitOf(reinterpret_cast<void *>(p));
  if (own != u) own->cls = alignedClass, own->next = u;
  return reinterpret_cast<void *>(p);
}

size_t usable(const void *p) {
  const Unit *u = unitOf(p);
  if (u->cls < smallClasses) return sizeOf(u->cls);
  if (u->cls == alignedClass) u = u->next;
  return reinterpret_cast<uintptr_t>(u) + runUnits(u->run) * unitSize - reinterpret_cast<uintptr_t>(p);
}

void release(void *p) {
  Unit *u = unitOf(p);
  unsigned c = u->cls;
  if (c < smallClasses) {
    push(c, p);
    if (uint16_t batch = batchOf(c); cache.count[c] >= 4 * batch) giveBlocks(c, 2 * batch);
    if (cache.ended) giveAll(); // what libc frees after everything else
    return;
  }
  freeRun(c == alignedClass ? u->next : u);
}

} // namespace

// ---- the heap as a whole

Region region() { return {regionBase, shared.used, shared.whole}; }

// What is free in the region stays so: pages of zeros that no file has, while each one that was used again would be a fault
// and a copy.
void closeRegion(bool closed) {
  static Shared open;
  if (closed) {
    open = shared;
    shared = {};
    shared.regionEnd = open.regionEnd, shared.used = open.used;
    shared.closed = true;
  } else {
    shared = open;
  }
}

void useFreshUnits(bool on) {
  static Free *waiting[smallClasses];
  static char *bump[smallClasses], *end[smallClasses];
  giveAll();
  Locked l;
  for (unsigned c = 1; c < smallClasses; c++) {
    std::swap(bump[c], shared.bump[c]), std::swap(end[c], shared.end[c]);
    if (on) {
      waiting[c] = std::exchange(shared.free[c], nullptr);
      continue;
    }
    Free **last = &waiting[c];
    while (*last) last = &(*last)->next;
    *last = shared.free[c];
    shared.free[c] = std::exchange(waiting[c], nullptr);
    for (; bump[c] < end[c]; bump[c] += sizeOf(c)) { // the rest of the fresh unit
      auto *f = reinterpret_cast<Free *>(bump[c]);
      f->next = shared.free[c];
      shared.free[c] = f;
    }
  }
}

// Units whose blocks are all free become free runs: they are holes in a dump.
static void freeWholeUnits(unsigned c) {
  const size_t all = (unitSize - headerSize) / sizeOf(c);
  for (Free *f = shared.free[c]; f; f = f->next) unitOf(f)->nfree = 0;
  for (Free *f = shared.free[c]; f; f = f->next) unitOf(f)->nfree++;
  Free **last = &shared.free[c];
  for (Free *f = shared.free[c]; f; f = f->next)
    if (Unit *u = unitOf(f); u->nfree < all) {
      *last = f;
      last = &f->next;
    } else if (u->cls == c) { // once
      u->cls = noClass, u->run = 1, u->zero = false;
      u->next = shared.runs[1];
      shared.runs[1] = u;
    }
  *last = nullptr;
}

void tidy() {
  giveAll();
  for (unsigned c = 1; c < smallClasses; c++) freeWholeUnits(c);
  for (unsigned c = 1; c < smallClasses; c++)
    for (Free *f = shared.free[c]; f; f = f->next)
      if (inRegion(f)) memset(f + 1, 0, sizeOf(c) - sizeof *f);
  for (unsigned c = 0; c < runClasses; c++)
    for (Unit *u = shared.runs[c]; u; u = u->next) {
      size_t n = runUnits(c) * unitSize;
      if (!u->zero) memset(reinterpret_cast<char *>(u) + headerSize, 0, n - headerSize);
      u->zero = true;
    }
}

} // namespace jit::heap

// ---- the functions of the C library

using namespace jit;

extern "C" {

void *malloc(size_t n) { return heap::alloc(n); }

void free(void *p) {
  if (p) heap::release(p);
}

void *calloc(size_t n, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(n, size, &bytes)) return heap::noMemory();
  return heap::allocZero(bytes);
}

void *realloc(void *p, size_t n) {
  if (!p) return heap::alloc(n);
  size_t have = heap::usable(p);
  if (n <= have && (n >= have / 2 || have <= 64)) return p;
  void *q = heap::alloc(n);
  if (!q) return nullptr;
  memcpy(q, p, std::min(have, n));
  heap::release(p);
  return q;
}

void *memalign(size_t align, size_t n) { return heap::allocAligned(align, n); }
void *aligned_alloc(size_t align, size_t n) { return heap::allocAligned(align, n); }

int posix_memalign(void **out, size_t align, size_t n) {
  if (align < sizeof(void *) || (align & (align - 1))) return EINVAL;
  void *p = heap::allocAligned(align, n);
  if (!p) return ENOMEM;
  *out = p;
  return 0;
}

void *valloc(size_t n) { return heap::allocAligned(heap::pageSize, n); }
void *pvalloc(size_t n) { return heap::allocAligned(heap::pageSize, (n + heap::pageSize - 1) & ~(heap::pageSize - 1)); }
size_t malloc_usable_size(void *p) { return p ? heap::usable(p) : 0; }

} // extern "C"
