// frontend/check_builtins.h: what the files about predeclared functions share.
#pragma once
#include "frontend/types.h"

namespace frontend {

// A signature for the given result (null: none) and arguments; untyped ones get their default types.
Signature *makeSig(Type *res, const List<Type *> &args);

} // namespace frontend
