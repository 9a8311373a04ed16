// runtime/mem/mfinal.cpp: see mfinal.h.
#include "runtime/mem/mfinal.h"
#include "runtime/abi/callconv.h"
#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/lang/type.h"
#include "runtime/mem/malloc.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mgcmark.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/sched/proc.h"
#include <cstdio>

namespace rt {

GOENTRY_DECL(abi::Itab *, assertE2I2, (abi::InterfaceType * inter, abi::Type *t));

// ---- specials

static std::atomic<uint64_t> *pageSpecials; // one bit a page
static std::atomic<uint64_t> nspecials;
static memLock recordLock{lockRankSpecialRecord};
static special *freeRecords RT_GUARDED_BY(recordLock);

void finalizersInit() {
  if (pageSpecials) return;
  pageSpecials = static_cast<std::atomic<uint64_t> *>(sysMmapNoReserve(mheap_.arenaSize / PageSize / 8));
  if (!pageSpecials) throw_("failed to reserve page summary memory");
}

static uintptr_t pageIndex(mspan *s) { return (s->startAddr - mheap_.arenaStart) / PageSize; }
void clearSpecialPages(mspan *s) { pageSpecials[pageIndex(s) / 64].fetch_and(~(uint64_t(1) << pageIndex(s) % 64)); }

static bool mayHaveSpecials(mspan *s) { return pageSpecials && pageSpecials[pageIndex(s) / 64].load() >> pageIndex(s) % 64 & 1; }

static special *newSpecial() {
  recordLock.lock();
  special *sp = freeRecords;
  if (sp) freeRecords = sp->next;
  recordLock.unlock();
  return sp ? sp : static_cast<special *>(persistentalloc(sizeof(special), 8, &mheap_.otherSys));
}

static void freeSpecial(special *sp) {
  nspecials.fetch_sub(1, std::memory_order_relaxed);
  recordLock.lock();
  sp->next = freeRecords;
  freeRecords = sp;
  recordLock.unlock();
}

// The link that holds, or would hold, the special of an offset.
static special **specialLink(mspan *s, uintptr_t offset) RT_REQUIRES(s->specialLock) {
  special **l = &s->specials;
  while (*l && (*l)->offset < offset) l = &(*l)->next;
  return l;
}

static void markSpecialNow(mspan *s, uintptr_t offset, abi::FuncVal *fn, const abi::Type *fint, const abi::Type *ot);

bool addfinalizer(void *p, abi::FuncVal *fn, const abi::Type *fint, const abi::Type *ot, uintptr_t slot) {
  mspan *s = spanOf(reinterpret_cast<uintptr_t>(p));
  if (!s) throw_("addspecial on invalid pointer");
  uintptr_t offset = reinterpret_cast<uintptr_t>(p) - s->base();
  ensureSwept(s); // an unswept span's specials are about to be judged by old mark bits
  special *rec = newSpecial();
  s->specialLock.lock();
  special **l = specialLink(s, offset);
  bool ok = !(*l && (*l)->offset == offset);
  if (ok) {
    *rec = {*l, offset, fn, fint, ot, slot};
    *l = rec;
    pageSpecials[pageIndex(s) / 64].fetch_or(uint64_t(1) << pageIndex(s) % 64);
  }
  s->specialLock.unlock();
  nspecials.fetch_add(1, std::memory_order_relaxed);
  // The spans with specials may have been looked at in this cycle.
  if (ok && gcBlackenEnabled.load(std::memory_order_relaxed)) markSpecialNow(s, offset, fn, fint, ot);
  if (!ok) freeSpecial(rec);
  return ok;
}

void removefinalizer(void *p) {
  mspan *s = spanOf(reinterpret_cast<uintptr_t>(p));
  if (!s) throw_("removespecial on invalid pointer");
  uintptr_t offset = reinterpret_cast<uintptr_t>(p) - s->base();
  ensureSwept(s);
  s->specialLock.lock();
  special **l = specialLink(s, offset), *rec = *l;
  if (rec && rec->offset == offset)
    *l = rec->next;
  else
    rec = nullptr;
  if (!s->specials) clearSpecialPages(s);
  s->specialLock.unlock();
  if (rec) freeSpecial(rec);
}

// ---- the queue

static mutex finlock{lockRankFin};
static finalizer *finq RT_GUARDED_BY(finlock), **finqTail RT_GUARDED_BY(finlock) = &finq, *finFree RT_GUARDED_BY(finlock);
static g *fing RT_GUARDED_BY(finlock); // the finalizer goroutine while it is parked in nextfinalizer
static std::atomic<bool> fingCreated;

void wakefing() {
  if (worldStopped()) return; // gcCycle calls again afterwards
  lock(&finlock);
  g *gp = finq ? fing : nullptr;
  if (gp) fing = nullptr;
  unlock(&finlock);
  if (gp) goready(gp);
}

static void queuefinalizer(void *arg, const special &sp) {
  lock(&finlock);
  finalizer *f = finFree;
  if (f)
    finFree = f->next;
  else
    f = static_cast<finalizer *>(persistentalloc(sizeof(finalizer), 8, &mheap_.otherSys));
  *f = {nullptr, sp.fn, arg, sp.fint, sp.ot, sp.slot};
  *finqTail = f;
  finqTail = &f->next;
  unlock(&finlock);
}

static bool takeLocked(finalizer *out) RT_REQUIRES(finlock) {
  finalizer *f = finq;
  if (!f) return false;
  *out = *f;
  shade(f->fn); // the queue is a root, scanned once a cycle
  shade(f->arg);
  finq = f->next;
  if (!finq) finqTail = &finq;
  f->next = finFree;
  finFree = f;
  return true;
}

bool takeFinalizer(finalizer *out) {
  lock(&finlock);
  bool ok = takeLocked(out);
  unlock(&finlock);
  return ok;
}

void sweepSpecials(mspan *s) {
  if (!mayHaveSpecials(s)) return;
  bool queued = false;
  s->specialLock.lock();
  for (special **l = &s->specials; special *sp = *l;) {
    uintptr_t p = s->base() + sp->offset, i = s->objIndex(p);
    if (s->isMarked(i)) {
      // Reachable, or revived for another special of the same object (a tiny block holds several objects).
      l = &sp->next;
      continue;
    }
    // All specials of this slot go together, then the slot lives for one more cycle.
    while (sp && s->objIndex(s->base() + sp->offset) == i) {
      *l = sp->next;
      queuefinalizer(reinterpret_cast<void *>(s->base() + sp->offset), *sp);
      freeSpecial(sp);
      sp = *l;
    }
    s->gcmarkBits[i / 64] |= uint64_t(1) << (i % 64);
    queued = true;
  }
  if (!s->specials) clearSpecialPages(s);
  s->specialLock.unlock();
  if (queued) wakefing();
}

// ---- roots

constexpr uintptr_t specialPagesPerJob = 64 * 512; // 256 MB

unsigned specialRootJobs() {
  if (nspecials.load(std::memory_order_relaxed) == 0) return 0;
  return unsigned((mheap_.grown() / PageSize + specialPagesPerJob - 1) / specialPagesPerJob);
}

static void markSpecial(gcWork &w, mspan *s, special *sp) {
  uintptr_t base = s->objBase(s->objIndex(s->base() + sp->offset));
  if (!s->spanclass.noscan()) scanobject(w, base);
  markPointer(w, reinterpret_cast<uintptr_t>(sp->fn));
  markPointer(w, reinterpret_cast<uintptr_t>(sp->fint));
  markPointer(w, reinterpret_cast<uintptr_t>(sp->ot));
}

static void markSpecialNow(mspan *s, uintptr_t offset, abi::FuncVal *fn, const abi::Type *fint, const abi::Type *ot) {
  special sp{nullptr, offset, fn, fint, ot, 0};
  markSpecial(getp()->gc->gcw, s, &sp);
}

static void markSpecials(gcWork &w, mspan *s) {
  s->specialLock.lock();
  for (special *sp = s->specials; sp; sp = sp->next) markSpecial(w, s, sp);
  s->specialLock.unlock();
}

void markSpecialRoots(gcWork &w, unsigned job) {
  uintptr_t first = job * (specialPagesPerJob / 64), last = first + specialPagesPerJob / 64;
  uintptr_t end = mheap_.grown() / PageSize / 64;
  for (uintptr_t k = first; k < last && k < end; k++)
    for (uint64_t bits = pageSpecials[k].load(std::memory_order_relaxed); bits; bits &= bits - 1)
      if (mspan *s = mheap_.spans[k * 64 + uintptr_t(__builtin_ctzll(bits))]) markSpecials(w, s);
}

void markFinalizerQueue(gcWork &w) {
  lock(&finlock);
  for (finalizer *f = finq; f; f = f->next) {
    markPointer(w, reinterpret_cast<uintptr_t>(f->fn));
    markPointer(w, reinterpret_cast<uintptr_t>(f->arg));
    markPointer(w, reinterpret_cast<uintptr_t>(f->fint));
    markPointer(w, reinterpret_cast<uintptr_t>(f->ot));
  }
  unlock(&finlock);
}

// ---- the goroutine's side

// Argument words for the call: a pointer, or the two words of the interface fn takes. The object must not be in ret2,
// which is a root for as long as the goroutine waits for the next one.
static uintptr_t fingSlot; // of the function taken last

static R2 finalizerWords(g *gp, const finalizer &f) {
  fingSlot = f.slot;
  uint64_t arg = reinterpret_cast<uint64_t>(f.arg);
  gp->ret2 = reinterpret_cast<uint64_t>(f.fn);
  if (f.fint->kind() != abi::Interface) return {arg, 0};
  auto *inter = reinterpret_cast<abi::InterfaceType *>(const_cast<abi::Type *>(f.fint));
  auto *ot = const_cast<abi::Type *>(f.ot);
  if (inter->methods.len == 0) return {reinterpret_cast<uint64_t>(ot), arg};
  return {reinterpret_cast<uint64_t>(assertE2I2(inter, ot)), arg};
}

static R2 nextfinalizerResumed(g *gp) {
  finalizer f;
  lock(&finlock);
  if (takeLocked(&f)) {
    unlock(&finlock);
    finalizing.store(gp, std::memory_order_relaxed);
    return finalizerWords(gp, f);
  }
  finalizing.store(nullptr, std::memory_order_relaxed);
  fing = gp;
  gp->ret2 = 0;
  goparkunlock(&finlock, nextfinalizerResumed, waitReasonFinalizerWait);
}

// () (arg0, arg1, fn unsafe.Pointer); arg1 nil: fn takes one word. Parks until there is one.
GOENTRY(R2, nextfinalizer, ()) { return nextfinalizerResumed(getg()); }

// () unsafe.Pointer: the result slot that the function taken last wants as its first argument, or nil. The results go
// nowhere, so it is plain memory.
GOENTRY(void *, finalizerslot, ()) { return fingSlot ? mallocgc(fingSlot, nullptr, false) : nullptr; }

GOENTRY(uint64_t, finalizersIdle, ()) {
  lock(&finlock);
  bool idle = !finq && (fing || !fingCreated.load());
  unlock(&finlock);
  return idle;
}

static void createfing() {
  if (fingCreated.exchange(true) || !goexports.runfinq) return;
  static abi::FuncVal runfinq;
  runfinq.fn = goexports.runfinq;
  newprocRuntime(&runfinq, true);
}

// ---- SetFinalizer

[[noreturn]] static void finThrow(const char *format, const abi::Type *a = nullptr, const abi::Type *b = nullptr) {
  static char text[600];
  abi::GoString n1{}, n2{};
  if (a) n1 = typestring(a);
  if (b) n2 = typestring(b);
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
  snprintf(text, sizeof text, format, int(n1.len), n1.str, int(n2.len), n2.str);
#pragma clang diagnostic pop
  throw_(text);
}

static const abi::Type *elemOf(const abi::Type *t) { return reinterpret_cast<const abi::PtrType *>(t)->elem; }

// Checks that obj points to the start of an allocated object. False: to static data, which is never finalized.
static bool checkObject(const abi::Type *etyp, uintptr_t p) {
  const abi::Type *elem = elemOf(etyp);
  heapObject o = inHeap(p) ? findObjectConservative(p) : heapObject{};
  if (!o.base) {
    if (p == reinterpret_cast<uintptr_t>(&zerobase)) return false;
    if (inHeap(p) || p < 4096) finThrow("runtime.SetFinalizer: pointer not in allocated block");
    return false; // a global variable
  }
  uintptr_t start = o.base;
  mspan *s = o.span;
  if (!s->spanclass.noscan() && !heapBitsInSpan(s->elemsize) && s->spanclass.sizeclass() != 0) start += mallocHeaderSize;
  if (p != start && (elem->hasPointers() || elem->size >= maxTinySize))
    finThrow("runtime.SetFinalizer: pointer not at beginning of allocated block");
  return true;
}

static bool assignable(const abi::Type *etyp, const abi::Type *param) {
  if (param == etyp) return true;
  if (param->kind() == abi::Pointer)
    return (!(param->tflag & abi::TFlagUncommon) || !(etyp->tflag & abi::TFlagUncommon)) && elemOf(param) == elemOf(etyp);
  if (param->kind() != abi::Interface) return false;
  auto *inter = reinterpret_cast<abi::InterfaceType *>(const_cast<abi::Type *>(param));
  return inter->methods.len == 0 || assertE2I2(inter, const_cast<abi::Type *>(etyp)) != nullptr;
}

// (obj any, finalizer any)
GOENTRY(void, SetFinalizer, (const abi::Type *etyp, void *obj, const abi::Type *ftyp, abi::FuncVal *fn)) {
  if (debug.sbrk) return;
  if (!etyp) finThrow("runtime.SetFinalizer: first argument is nil");
  if (etyp->kind() != abi::Pointer) finThrow("runtime.SetFinalizer: first argument is %.*s, not pointer", etyp);
  if (!elemOf(etyp)) finThrow("nil elem type!");
  if (!checkObject(etyp, reinterpret_cast<uintptr_t>(obj))) return;
  if (!ftyp) return removefinalizer(obj);
  if (ftyp->kind() != abi::Func) finThrow("runtime.SetFinalizer: second argument is %.*s, not a function", ftyp);
  auto *f = reinterpret_cast<const abi::FuncType *>(ftyp);
  if (f->outCount & 0x8000) finThrow("runtime.SetFinalizer: cannot pass %.*s to finalizer %.*s because dotdotdot", etyp, ftyp);
  if (f->inCount != 1 || !assignable(etyp, abi::funcParam(f, 0)))
    finThrow("runtime.SetFinalizer: cannot pass %.*s to finalizer %.*s", etyp, ftyp);
  createfing();
  if (!addfinalizer(obj, fn, abi::funcParam(f, 0), etyp, abi::resultSlotSize(f))) throw_("runtime.SetFinalizer: finalizer already set");
}

} // namespace rt
