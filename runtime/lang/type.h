// runtime/lang/type.h: reading type descriptors: names, package paths, methods, offsets.
//
// The descriptors themselves are runtime/abi/type.h. Offsets inside them are relative to the module's type
// region; reflect may add names and types at run time, which get negative offsets (reflectOffs).
// Nothing here allocates on the Go heap, parks or panics: every function may run on any stack.
//
// Mirrors runtime/type.go and internal/abi/type.go.
#pragma once
#include "runtime/abi/funcmap.h"
#include "runtime/abi/type.h"

namespace rt {

using abi::GoString;
using abi::Type;

// The parts of an encoded abi::Name: flag byte, varint length, bytes, [varint tag length, tag], [pkgPath nameOff].
bool nameIsExported(abi::Name n);
bool nameIsEmbedded(abi::Name n);
bool nameIsBlank(abi::Name n);
GoString nameString(abi::Name n);
GoString nameTag(abi::Name n);
GoString namePkgPath(abi::Name n, const void *inModule); // "" unless the name carries one

abi::Name resolveNameOff(const void *inModule, abi::NameOff off);
Type *resolveTypeOff(const void *inModule, abi::TypeOff off);
void *resolveTextOff(const void *inModule, abi::TextOff off); // nullptr: the method was pruned
int32_t addReflectOff(void *p);                               // a negative offset that resolves to p

GoString typestring(const Type *t); // "main.T", "[]int": as in error texts
GoString typePkgPath(const Type *t);
const abi::UncommonType *uncommon(const Type *t); // nullptr: no methods and no name
const abi::Method *methods(const abi::UncommonType *u);
GoString interfacePkgPath(const abi::InterfaceType *t);

// Equality and hash of a value of t are those of its bytes.
bool isRegularMemory(const Type *t);

bool eqstring(GoString a, GoString b);
int compareNames(GoString a, GoString b); // -1, 0, +1

} // namespace rt
