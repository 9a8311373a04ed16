// runtime/lang/alg.h: hash and equality of values, by interpreting type descriptors.
//
// The laws: a == b implies hash(a) == hash(b) under one seed; +0 == -0; NaN hashes at random, so that each NaN is
// a key of its own; a struct's blank fields and padding take no part.
// memhash and its kin are leaf code. typehash and equalType may panic on g0 (an interface that holds a func, map or
// slice): they then leave for Go and do not return, so callers hold no locks and have set no flags by then.
//
// Mirrors runtime/alg.go; the mixing function is a folded 128-bit product (as in wyhash, public domain).
#pragma once
#include <cstring>

#include "runtime/lang/rand.h"
#include "runtime/lang/type.h"

namespace rt {

extern uint64_t hashkey[4]; // odd-ish constants, random per process
void alginit();

uint64_t memhash(const void *p, uint64_t h, uintptr_t n);

inline uint64_t memhash64(uint64_t v, uint64_t h) { return foldedMul(v ^ hashkey[0], h ^ hashkey[1]); }
inline uint64_t memhash32(uint32_t v, uint64_t h) { return memhash64(v | uint64_t(v) << 32, h); }
inline uint64_t strhash(GoString s, uint64_t h) { return memhash(s.str, h, uintptr_t(s.len)); }
uint64_t f32hash(float f, uint64_t h);
uint64_t f64hash(double f, uint64_t h);
const Type *dynamicType(const Type *t, const void *p); // of the value at p of interface type t; null: it is nil
uint64_t nilinterhash(const abi::Eface *e, uint64_t h); // interface{}: panics on an unhashable dynamic type
uint64_t interhash(const abi::Iface *i, uint64_t h);

uint64_t hashType(const Type *t, const void *p, uint64_t h);
bool equalType(const Type *t, const void *p, const void *q);
bool equalEface(const Type *t, const void *x, const void *y); // data words of two interfaces of dynamic type t
bool hashMightPanic(const Type *t);
bool isReflexive(const Type *t);    // x == x for every x
bool needKeyUpdate(const Type *t);  // equal keys may differ in bits or in what they point to

} // namespace rt
