// frontend/ast_walk.h: visits every node of a syntax tree, parents before children, in source order.
//
// Iterative: the depth of the tree costs no stack (chains of operators may be a million long).
#pragma once
#include "frontend/ast.h"
#include <functional>

namespace frontend {

// Calls f for each node; its children are visited if f returns true.
void inspect(Node *root, const std::function<bool(Node *)> &f);

} // namespace frontend
