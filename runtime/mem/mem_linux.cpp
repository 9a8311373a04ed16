// runtime/mem/mem_linux.cpp: see mem_linux.h.
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/memlock.h"
#include "runtime/mem/sizeclasses.h"
#include <sys/mman.h>

namespace rt {

static void *map(void *hint, uintptr_t n, int prot) {
  void *p = mmap(hint, n, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return p == MAP_FAILED ? nullptr : p;
}

void *sysReserve(void *hint, uintptr_t n) { return map(hint, n, PROT_NONE); }
bool sysMap(void *p, uintptr_t n) { return mprotect(p, n, PROT_READ | PROT_WRITE) == 0; }
void *sysMmapNoReserve(uintptr_t n) { return map(nullptr, n, PROT_READ | PROT_WRITE); }
void sysNoHugePage(void *p, uintptr_t n) { madvise(p, n, MADV_NOHUGEPAGE); }
void sysUnused(void *p, uintptr_t n) { madvise(p, n, MADV_DONTNEED); }

static memLock persistentLock{lockRankPersistent};
static uintptr_t persistentFree RT_GUARDED_BY(persistentLock), persistentEnd RT_GUARDED_BY(persistentLock);

void *persistentalloc(uintptr_t size, uintptr_t align, uint64_t *stat) {
  constexpr uintptr_t block = 1 << 20;
  if (align < 8) align = 8;
  persistentLock.lock();
  uintptr_t p = alignUp(persistentFree, align);
  if (persistentFree == 0 || p + size > persistentEnd) {
    uintptr_t n = size + align > block ? alignUp(size + align, PageSize) : block;
    void *fresh = sysMmapNoReserve(n);
    if (!fresh) throw_("runtime: cannot allocate memory");
    p = alignUp(reinterpret_cast<uintptr_t>(fresh), align);
    persistentEnd = reinterpret_cast<uintptr_t>(fresh) + n;
  }
  persistentFree = p + size;
  persistentLock.unlock();
  if (stat) __atomic_fetch_add(stat, size, __ATOMIC_RELAXED);
  return reinterpret_cast<void *>(p);
}

} // namespace rt
