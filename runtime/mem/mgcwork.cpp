// runtime/mem/mgcwork.cpp: see mgcwork.h.
#include "runtime/mem/mgcwork.h"
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mheap.h"
#include "runtime/mem/stackscan.h"
#include <utility>

namespace rt {

gcWorkState gcWorkState_;

workbuf *gcWorkState::getEmpty() {
  lock.lock();
  workbuf *b = empty;
  if (b) empty = b->next;
  lock.unlock();
  if (!b) b = static_cast<workbuf *>(persistentalloc(sizeof(workbuf), 64, &mheap_.gcSys));
  b->n = 0;
  return b;
}

void gcWorkState::putEmpty(workbuf *b) {
  lock.lock();
  b->next = empty;
  empty = b;
  lock.unlock();
}

void gcWorkState::putFull(workbuf *b) {
  lock.lock();
  b->next = full;
  full = b;
  nfull.fetch_add(1, std::memory_order_relaxed);
  lock.unlock();
}

workbuf *gcWorkState::tryGetFull() {
  if (nfull.load(std::memory_order_relaxed) == 0) return nullptr;
  lock.lock();
  workbuf *b = full;
  if (b) {
    full = b->next;
    nfull.fetch_sub(1, std::memory_order_relaxed);
  }
  lock.unlock();
  return b;
}

void gcWork::init(bool isShared) {
  *this = {};
  shared = isShared;
  wbuf1 = gcWorkState_.getEmpty();
  wbuf2 = gcWorkState_.getEmpty();
}

void gcWork::putSlow() {
  std::swap(wbuf1, wbuf2);
  if (wbuf1->n < workbuf::capacity) return;
  gcWorkState_.putFull(wbuf1);
  wbuf1 = gcWorkState_.getEmpty();
}

bool gcWork::getSlow() {
  std::swap(wbuf1, wbuf2);
  if (wbuf1->n > 0) return true;
  workbuf *b = gcWorkState_.tryGetFull();
  if (!b) return false;
  gcWorkState_.putEmpty(wbuf1);
  wbuf1 = b;
  return true;
}

void gcWork::balance() {
  if (!shared || (!concurrent && gcWorkState_.nidle.load(std::memory_order_relaxed) == 0)) return;
  if (concurrent && gcWorkState_.nfull.load(std::memory_order_relaxed) != 0) return; // there is enough for others
  if (wbuf2->n > 0) {
    gcWorkState_.putFull(wbuf2);
    wbuf2 = gcWorkState_.getEmpty();
  } else if (wbuf1->n > 4) {
    workbuf *b = gcWorkState_.getEmpty();
    uint64_t give = wbuf1->n / 2;
    for (uint64_t i = 0; i < give; i++) b->obj[i] = wbuf1->obj[i];
    for (uint64_t i = give; i < wbuf1->n; i++) wbuf1->obj[i - give] = wbuf1->obj[i];
    wbuf1->n -= give;
    b->n = give;
    gcWorkState_.putFull(b);
  }
}

void gcWork::flush() {
  for (workbuf **b : {&wbuf1, &wbuf2}) {
    if (!*b || (*b)->n == 0) continue;
    gcWorkState_.putFull(*b);
    *b = gcWorkState_.getEmpty();
  }
}

void gcWork::dispose() {
  gcWorkState_.putEmpty(wbuf1);
  gcWorkState_.putEmpty(wbuf2);
  wbuf1 = wbuf2 = nullptr;
  delete std::exchange(stackBuf, nullptr);
}

} // namespace rt
