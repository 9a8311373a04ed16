// runtime/mem/mgcscavenge.cpp: see mgcscavenge.h.
#include "runtime/mem/mgcscavenge.h"
#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/os/linux/os.h"
#include "runtime/stack/stack.h"
#include <algorithm>

namespace rt {

uintptr_t pageAlloc::scavenge(uintptr_t nbytes) {
  uintptr_t done = 0;
  for (uintptr_t c = grown / pallocChunkBytes; c-- > 0 && done < nbytes;) {
    pallocChunk &k = chunks[c];
    for (unsigned i = 0; i < pallocChunkPages;) {
      if (k.inuse.get(i) || k.scav.get(i)) {
        i++;
        continue;
      }
      unsigned j = i + 1;
      while (j < pallocChunkPages && !k.inuse.get(j) && !k.scav.get(j)) j++;
      sysUnused(reinterpret_cast<void *>(base + c * pallocChunkBytes + i * PageSize), (j - i) * PageSize);
      k.scav.setRange(i, j - i);
      k.dirty.clearRange(i, j - i);
      scavPages += j - i;
      done += (j - i) * PageSize;
      i = j;
    }
  }
  return done;
}

uint64_t mheap::residentBytes() const { return pages.grown - pages.scavPages * PageSize; }

void mheap::printScavTrace(bool forced) {
  uint64_t resident = residentBytes();
  eprintf("scav %lu KiB work (bg), %lu KiB work (eager), %lu KiB now, %lu%% util%s\n", ulong(releasedBg >> 10), ulong(releasedEager >> 10),
          ulong(pages.scavPages * PageSize >> 10), ulong(resident ? pages.inUsePages * PageSize * 100 / resident : 0),
          forced ? " (forced)" : "");
  releasedBg = releasedEager = 0;
}

// Pages that the last cycle's peak did not need go back to the kernel: what is resident beyond the goal and a tenth.
// In small portions, so that a heap that breathes keeps its memory.
void scavengeExcess() {
  constexpr uint64_t portion = 16 << 20;
  uint64_t want = gcController.heapGoal();
  if (want == noGoal) return;
  want = std::max<uint64_t>(want + want / 10, mheap_.pagesInUse * PageSize);
  int64_t start = nanotime();
  mheap_.lock.lock();
  uint64_t resident = mheap_.residentBytes();
  if (resident > want + (1 << 20)) mheap_.releasedBg += mheap_.pages.scavenge(std::min(resident - want, portion));
  gcStats.cpu.scavengeBackground += uint64_t(nanotime() - start);
  if (debug.scavtrace) mheap_.printScavTrace(false);
  mheap_.lock.unlock();
}

void mheap::scavengeForLimit(uintptr_t npages) {
  if (gcController.memoryLimit == noMemoryLimit) return;
  if (pages.grown / PageSize == pages.inUsePages + pages.scavPages) return; // all free pages are given back already
  uint64_t total = residentBytes() + sysBesidesPages() + npages * PageSize;
  if (total <= uint64_t(gcController.memoryLimit)) return;
  int64_t start = nanotime();
  releasedEager += pages.scavenge(total - uint64_t(gcController.memoryLimit));
  gcStats.cpu.scavengeAssist += uint64_t(nanotime() - start);
}

// (): a collection, then every free page goes back to the kernel.
GOENTRY(void, freeOSMemory, ()) { gcForced(true); }

void scavengeAll() {
  mheap_.lock.lock();
  mheap_.releasedEager += mheap_.pages.scavenge(~uintptr_t(0));
  if (debug.scavtrace) mheap_.printScavTrace(true);
  mheap_.lock.unlock();
}

} // namespace rt
