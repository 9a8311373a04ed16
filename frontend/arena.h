// frontend/arena.h: memory that lives until the process ends. make<T>(...) is `new T` without the bookkeeping of malloc.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <utility>

namespace frontend {

class Arena {
public:
  void *alloc(size_t size, size_t align) {
    if (kSeparate) return separate(size);
    uintptr_t p = (cur_ + align - 1) & ~(uintptr_t(align) - 1);
    if (p + size > end_) return slow(size, align);
    cur_ = p + size;
    return reinterpret_cast<void *>(p);
  }

private:
  // Under AddressSanitizer each object is a block of its own, so that it sees accesses beyond one.
#if __has_feature(address_sanitizer)
  static constexpr bool kSeparate = true;
#else
  static constexpr bool kSeparate = false;
#endif
  static void *separate(size_t size) {
    void *p = malloc(size);
    if (!p) abort();
    return p;
  }
  void *slow(size_t size, size_t align) {
    size_t chunk = size + align > kChunk ? size + align : kChunk;
    char *p = static_cast<char *>(malloc(chunk));
    if (!p) abort();
    cur_ = reinterpret_cast<uintptr_t>(p);
    end_ = cur_ + chunk;
    return alloc(size, align);
  }
  static constexpr size_t kChunk = (256 << 10) - 64; // what the heap puts before a block has its place, too
  uintptr_t cur_ = 0, end_ = 0;
};

// One for the process: the front end runs on one thread.
inline constinit Arena theArena;
inline Arena &arena() { return theArena; }

template <class T, class... A> T *make(A &&...a) { return new (arena().alloc(sizeof(T), alignof(T))) T(std::forward<A>(a)...); }

// Objects of classes derived from this one are allocated in the arena by a plain new.
struct ArenaAllocated {
  static void *operator new(size_t n) { return arena().alloc(n, alignof(std::max_align_t)); }
  static void *operator new(size_t, void *p) { return p; }
  static void operator delete(void *) {}
};

} // namespace frontend
