// ir/typedesc.h: type descriptors as static data, in the layout of runtime/abi/type.h.
#pragma once
#include "ir/build.h"

namespace ir {
// Fills Module::types, typeOffset, textFuncs with every type the program needs. Runs once, after all functions are built.
void writeTypeDescriptors(ProgramBuilder &prog);
} // namespace ir
