// runtime/prof/profbuf.h: the buffer between the signal handlers that take samples and the goroutine that reads them.
//
// One writer at a time (a signal handler, under the lock of cpuprof.cpp) and one reader. Neither waits for the other, but the
// reader for data. A record is one run of words
//
//      length of the record in words | time | header (a count) | stack...
//
// and one tag (the labels of the goroutine, a pointer into the collected heap: the tags are a root). The reader gets whole
// records in place; they stay until it reads again. Where a record does not fit before the end of the ring there is a 0, and
// it stands at the beginning.
//
// Without room, samples are only counted, in `lost`; the next write that finds room, or a read that finds nothing else, makes
// a record of them with header 0 and their number as its stack.
//
// The positions r and w only grow; position i is word i mod `words`. Each is written by one side and read by the other.
// Mirrors runtime/profbuf.go; differs: plain 64-bit positions instead of packed ones.
#pragma once
#include "runtime/sched/runtime2.h"

namespace rt {

class profBuf {
public:
  static constexpr uint64_t words = 1 << 17, tagCount = 1 << 14;
  static constexpr uint64_t headWords = 3; // length, time, header

  struct Chunk { // laid out for Go: stdlib/runtime/mprof.go
    const uint64_t *data;
    uint64_t n;
    void *const *tags;
    uint64_t ntags;
    uint64_t eof; // closed, and everything has been read
  };

  void open(); // for a new profile: nobody writes or reads
  void close();
  void write(void *tag, int64_t time, uint64_t header, const uintptr_t *stk, uint64_t n);
  Chunk read();      // what is there; may be empty
  void waitForData(); // blocks the thread until there is something to read

  void **tagsBegin() { return tags; } // for the collector: tagCount of them

private:
  bool fits(uint64_t need, uint64_t ntags) const;
  void put(void *tag, int64_t time, uint64_t header, const uintptr_t *stk, uint64_t n);
  void wakeReader();
  bool empty() const { return w.load() == r.load() && lost.load() == 0 && !closed.load(); }

  std::atomic<uint64_t> r{0}, w{0}, tr{0}, tw{0}; // of data, of tags
  uint64_t rNext = 0, trNext = 0;                 // the reader's: the end of what it was given last
  std::atomic<uint64_t> lost{0};
  std::atomic<int64_t> lostSince{0};
  std::atomic<bool> closed{false};
  std::atomic<uint32_t> sleeping{0}; // the reader waits here
  uint64_t data[words], lostRecord[headWords + 1];
  void *tags[tagCount], *lostTag;
};

} // namespace rt
