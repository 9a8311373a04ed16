// ir/analyses.h: facts about one function's IR that the code generator asks for.
#pragma once
#include "ir/ir.h"
#include <unordered_set>

namespace ir {

using BlockSet = std::unordered_set<const Block *>;

// The blocks that are reached, definitions before uses: reverse postorder from the entry, then what only the recover
// block reaches.
std::vector<const Block *> reversePostorder(const Func &f);

// Blocks at whose start a Defer of this call may have been carried out. Empty without a recover block.
BlockSet blocksAfterDefer(const Func &f);

// By Instr::id: Loads whose only use is a Store behind them in the same block, with nothing written in between. If the
// value is big, the store may copy from where the load reads.
std::vector<bool> forwardedLoads(const Func &f);

// By Instr::id: the Loads that a waiting loop must carry out each time round, and the Stores in such loops that must
// become visible while they run (spin_loads.cpp).
std::vector<bool> spinAccesses(const Func &f);

// A Go function around a runtime entry or an intrinsic (a Func without body), for func values of it.
std::unique_ptr<Func> entryThunk(const Func &f);

} // namespace ir
