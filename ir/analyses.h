// ir/analyses.h: facts about one function's IR that the code generator asks for.
#pragma once
#include "ir/ir.h"
#include <unordered_map>
#include <unordered_set>

namespace ir {

using BlockSet = std::unordered_set<const Block *>;

// The blocks that are reached, definitions before uses: reverse postorder from the entry, then what only the recover
// block reaches.
std::vector<const Block *> reversePostorder(const Func &f);

// Blocks at whose start a Defer of this call may have been carried out. Empty without a recover block.
BlockSet blocksAfterDefer(const Func &f);

// The Defers of a function whose calls can be made at its exits, in the order in which they may be carried out; none if that is
// not so: one is in a loop, there are too many, or it is `defer recover()`, which the runtime tells by who calls it.
std::vector<const Instr *> openDefers(const Func &f);
const Func *deferredFunc(const Instr *defer); // null if it is not known

// Variables that hold a parameter and are only read: variable -> parameter. If the parameter is in memory that nobody writes
// while the call lasts, that can stand for the variable.
std::unordered_map<const Instr *, const Instr *> readOnlyCopies(const Func &f);

// Is it a call that makes an object, on the heap if it has the flag, else in the frame?
bool isMadeByRuntime(const Instr &i);

// By Instr::id: Loads whose only use is a Store behind them in the same block, with nothing written in between. If the
// value is big, the store may copy from where the load reads.
std::vector<bool> forwardedLoads(const Func &f);

// By Instr::id: the Loads that a waiting loop must carry out each time round, and the Stores in such loops that must
// become visible while they run (spin_loads.cpp).
std::vector<bool> spinAccesses(const Func &f);

// A Go function around a runtime entry or an intrinsic (a Func without body), for func values of it.
std::unique_ptr<Func> entryThunk(const Func &f);

} // namespace ir
