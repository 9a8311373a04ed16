// frontend/const_groups.h: what a constant declaration in parentheses has from those before it.
#pragma once
#include "frontend/ast.h"

namespace frontend {

// Fed with the declarations of a block or file in order.
struct ConstGroups {
  ConstDecl *last = nullptr; // the one whose type and values count
  bool inherited = false;    // it is an earlier one
  int64_t iota = 0;

  void next(Decl *decl, int64_t index) {
    auto *s = dynConstDecl(decl);
    if (!s) {
      first = -1;
      return;
    }
    if (first < 0 || !s->group || s->group != group) first = index, last = nullptr;
    group = s->group;
    const bool own = s->type || s->values;
    if (own) last = s;
    inherited = !own && last;
    iota = index - first;
  }

private:
  Group *group = nullptr;
  int64_t first = -1; // index of the group's first; negative: none
};

} // namespace frontend
