// runtime/lang/iface.h: itabs: which method tables exist, and making new ones for dynamic conversions.
//
// An itab is unique per (interface type, concrete type), so that interface values compare by their first word.
// The table is a hash set of all itabs: readers are lock-free, writers hold itabLock; it starts with the itabs that
// the compiler emitted. A pair that does not match is remembered too (fun[0] == nullptr). Itabs are never freed and
// lie outside the Go heap.
//
// Mirrors runtime/iface.go.
#pragma once
#include "runtime/abi/entries.h"
#include "runtime/lang/type.h"

namespace rt {

void itabsinit(const abi::ModuleData *md); // adds the itabs of all modules

// The itab, or nullptr when typ lacks a method. *missing (if not null) is then the first such method's name.
abi::Itab *getitab(const abi::InterfaceType *inter, Type *typ, GoString *missing);

bool implements(const abi::InterfaceType *inter, Type *typ);

} // namespace rt
