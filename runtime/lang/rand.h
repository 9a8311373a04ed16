// runtime/lang/rand.h: cheap random numbers for hash seeds, map iteration, select order and the like.
//
// One 64-bit state per thread, a Weyl sequence finished by a folded 128-bit product (the construction of wyrand
// by Wang Yi, in the public domain). Not for cryptography. Safe on g0 only: generated code never inlines it.
//
// Mirrors runtime/rand.go.
#pragma once
#include <cstdint>

namespace rt {

inline uint64_t foldedMul(uint64_t a, uint64_t b) {
  unsigned __int128 p = static_cast<unsigned __int128>(a) * b;
  return uint64_t(p) ^ uint64_t(p >> 64);
}

extern thread_local uint64_t randState;
uint64_t seedRand(); // first use on a thread: state from the kernel

inline uint64_t rand64() {
  uint64_t s = randState;
  if (__builtin_expect(s == 0, 0)) s = seedRand();
  s += 0x2d358dccaa6c78a5;
  randState = s;
  return foldedMul(s, s ^ 0x8bb84b93962eacc9);
}
inline uint32_t cheaprand() { return uint32_t(rand64() >> 32); }
inline uint32_t cheaprandn(uint32_t n) { return uint32_t((uint64_t(cheaprand()) * n) >> 32); }

} // namespace rt
