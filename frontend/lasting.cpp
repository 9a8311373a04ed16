// frontend/lasting.cpp: see lasting.h.
#include "frontend/lasting.h"
#include "frontend/arena.h"
#include "frontend/types.h"

namespace frontend {

static LastingSlot *slots;

LastingSlot::LastingSlot() : next(slots) { slots = this; }

void forgetLasting() {
  for (LastingSlot *s = slots; s; s = s->next) s->table = nullptr;
  arena() = Arena{};
  universe = nullptr; // initUniverse fills in the rest of it
}

} // namespace frontend
