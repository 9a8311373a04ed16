// frontend/lasting.h: the tables that live as long as the process: source texts, interned names, canonical instances.
//
// A compiler compiles one program, so nothing in the frontend frees what it made (arena.h, types.h, source.h say so).
// Each table is made at its first use by lasting<T>() and never destroyed. A process that compiles many programs (the
// fuzz targets) calls forgetLasting() between two: the next use of a table, of the arena or of the universe makes it
// anew, as in a fresh process. It frees nothing: whoever calls it knows that no pointer of the old program is left and
// takes the memory back as a whole (test/fuzz/fuzz.cpp).
#pragma once

namespace frontend {

struct LastingSlot {
  void *table = nullptr;
  LastingSlot *next = nullptr;
  LastingSlot(); // enters itself into the list that forgetLasting walks
};

// The T of this process. One T is one table: wrap common types in a struct of their own.
template <class T> T &lasting() {
  static LastingSlot slot;
  if (!slot.table) slot.table = new T;
  return *static_cast<T *>(slot.table);
}

void forgetLasting();

} // namespace frontend
