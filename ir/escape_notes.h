// ir/escape_notes.h: what the escape analysis decided, in the words of gc's -m.
#pragma once
#include "ir/escape.h"

namespace ir {

// Notes about the functions of the main package, sorted by position:
//   moved to heap: x                          a variable
//   new(T) escapes to heap / does not escape  what an expression allocates
//   zero-copy string->[]byte conversion       ... and what it shares
//   leaking param: p                          the caller must assume that p is kept
//   leaking param content: p                  ... that what p points to is kept
//   leaking param: p to result r level=n      the result is p (0), or what it points to (1), ...
//   p does not escape
std::vector<EscapeNote> escapeNotes(const Module &m);

} // namespace ir
