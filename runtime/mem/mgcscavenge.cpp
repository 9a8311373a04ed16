// runtime/mem/mgcscavenge.cpp: see mgcscavenge.h.
#include "runtime/mem/mgcscavenge.h"
#include "runtime/abi/entries.h"
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mgcsweep.h"
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

// Pages that the last cycle's peak did not need go back to the kernel: what is resident beyond the goal and a tenth.
// In small portions, so that a heap that breathes keeps its memory.
void scavengeExcess() {
  constexpr uint64_t portion = 16 << 20;
  uint64_t want = gcController.heapGoal();
  if (want == noGoal) return;
  want = std::max<uint64_t>(want + want / 10, mheap_.pagesInUse * PageSize);
  int64_t start = nanotime();
  mheap_.lock.lock();
  uint64_t resident = mheap_.pages.grown - mheap_.pages.scavPages * PageSize;
  if (resident > want + (1 << 20)) mheap_.pages.scavenge(std::min(resident - want, portion));
  gcStats.cpu.scavengeBackground += uint64_t(nanotime() - start);
  mheap_.lock.unlock();
}

// (): a collection, then every free page goes back to the kernel.
GOENTRY(void, freeOSMemory, ()) { gcForced(true); }

void scavengeAll() {
  mheap_.lock.lock();
  mheap_.pages.scavenge(~uintptr_t(0));
  mheap_.lock.unlock();
}

} // namespace rt
