// runtime/prof/profbuf.cpp: see profbuf.h.
#include "runtime/prof/profbuf.h"

#include <algorithm>

namespace rt {

void profBuf::open() {
  r = w = tr = tw = 0;
  rNext = trNext = 0;
  lost = 0;
  closed = false;
  std::fill_n(tags, tagCount, nullptr);
}

// ---- the writer

// Room for records of `need` words all in all, even if one of them must skip the end of the ring.
bool profBuf::fits(uint64_t need, uint64_t ntags) const {
  uint64_t at = w.load(), skip = std::min(words - at % words, need);
  return at - r.load() + need + skip <= words && tw.load() - tr.load() + ntags <= tagCount;
}

void profBuf::put(void *tag, int64_t time, uint64_t header, const uintptr_t *stk, uint64_t n) {
  uint64_t at = w.load(), len = headWords + n, left = words - at % words;
  if (left < len) {
    data[at % words] = 0;
    at += left;
  }
  uint64_t *rec = data + at % words;
  rec[0] = len, rec[1] = uint64_t(time), rec[2] = header;
  std::copy_n(stk, n, rec + headWords);
  uint64_t t = tw.load();
  tags[t % tagCount] = tag;
  tw.store(t + 1);
  w.store(at + len); // publishes both
}

void profBuf::write(void *tag, int64_t time, uint64_t header, const uintptr_t *stk, uint64_t n) {
  constexpr uint64_t lostWords = headWords + 1;
  if (lost.load() ? !fits(lostWords + headWords + n, 2) : !fits(headWords + n, 1)) {
    if (lost.load() == 0) lostSince = time;
    lost.fetch_add(1);
    wakeReader();
    return;
  }
  if (uintptr_t k = lost.exchange(0)) put(nullptr, lostSince, 0, &k, 1);
  put(tag, time, header, stk, n);
  wakeReader();
}

void profBuf::close() {
  closed = true;
  wakeReader();
}

void profBuf::wakeReader() {
  if (sleeping.load() && sleeping.exchange(0)) futexwakeup(&sleeping, 1); // partner: waitForData
}

// ---- the reader

void profBuf::waitForData() {
  while (empty()) {
    sleeping = 1; // before the last look
    if (empty()) futexsleep(&sleeping, 1, -1);
    sleeping = 0;
  }
}

profBuf::Chunk profBuf::read() {
  r.store(rNext);
  tr.store(trNext);
  bool ended = closed.load(); // before the look at w: what is written before the end is read
  uint64_t end = w.load(), at = rNext;
  if (at != end && data[at % words] == 0) at += words - at % words;
  if (at == end) {
    r.store(rNext = at);
    if (uint64_t k = lost.exchange(0)) {
      lostRecord[0] = headWords + 1, lostRecord[1] = uint64_t(lostSince.load()), lostRecord[2] = 0, lostRecord[3] = k;
      return {lostRecord, headWords + 1, &lostTag, 1, 0};
    }
    return {data, 0, tags, 0, ended};
  }
  // Whole records up to the end of the ring, of data or of tags.
  uint64_t first = at, ntags = 0, maxTags = tagCount - trNext % tagCount;
  while (at != end && (first == at || at % words != 0) && data[at % words] != 0 && ntags < maxTags) {
    at += data[at % words];
    ntags++;
  }
  uint64_t tagFirst = trNext % tagCount;
  rNext = at, trNext += ntags;
  return {data + first % words, at - first, tags + tagFirst, ntags, 0};
}

} // namespace rt
