// jit/phases.h: the phases after LLVM IR exists, and what they hand to each other.
#pragma once
#include "ir/ir.h"
#include "jit/jit.h"
#include <deque>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ExecutionEngine/JITLink/JITLink.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

namespace jit {

// What the tables need to know about a function, by its link symbol.
struct FuncMeta {
  const ir::Func *ir = nullptr;
  unsigned argWords = 0;
  uint16_t argRegMask = 0;
  uint64_t argStackMask = 0;
  bool objects = false; // has pointerful stack objects: one of its call sites must describe them
  bool hasCalls = false;
};

// State of one compilation. Lives as long as the program (ProgramImpl keeps what the runtime points to).
struct Compilation {
  const ir::Module &module;
  const Options &opts;
  llvm::StringMap<FuncMeta> funcs;
  std::vector<std::vector<uint64_t>> bigObjects; // pointer bitmaps of stack objects over 64 words
  std::vector<uint32_t> bigWords;                // and their sizes
};

// ---- optimize.cpp
llvm::TargetMachine &targetMachine();
std::string dataLayout(bool stackInAS1); // while optimising, allocas are in address space 1
void optimize(llvm::Module &m, const Options &opts);
void emitObject(llvm::Module &m, llvm::SmallVectorImpl<char> &obj);

// ---- aggregates.cpp: no first-class aggregate lives across a call
void scalarizeAggregates(llvm::Function &f);

// ---- stack_objects.cpp: allocas of address space 1 become recorded stack objects
void lowerStackObjects(llvm::Module &m, Compilation &c);
bool isSafepointCall(const llvm::CallBase *c);

// ---- safepoints.cpp
void insertSafepoints(llvm::Module &m);
void recordArguments(const llvm::Module &m, Compilation &c); // FuncMeta's masks

// ---- engine.cpp
struct LinkedSection {
  uint64_t addr;
  llvm::StringRef bytes;
};

class ProgramImpl final : public Program {
public:
  void *symbol(const std::string &name) const override;
  llvm::StringMap<uint64_t> symbols;

  struct Extent {
    uint64_t addr, size;
    std::string name;
  };
  std::vector<Extent> functions; // sorted by address
  // Storage of what data and code point to.
  std::vector<abi::FuncInfo> funcs;
  std::vector<abi::Safepoint> safepoints;
  std::vector<abi::FrameMap> maps;
  std::vector<uint32_t> bounds;
  std::vector<abi::LineRow> lines;
  std::vector<abi::InlineNode> inl;
  std::vector<abi::LandingPad> pads;
  std::vector<const char *> strings, files;
  std::deque<std::string> texts;
  std::deque<std::vector<abi::Loc>> slots;
  std::deque<std::vector<abi::DerivedSlot>> derived;
  std::deque<std::vector<abi::StackObject>> objects;
  std::deque<abi::Type> bigTypes;
  std::deque<std::vector<uint8_t>> bitmaps;
  std::vector<abi::Type *> typelinks;

  uint32_t stringIndex(llvm::StringRef s);
  uint32_t fileIndex(llvm::StringRef s);
  const Extent *functionAt(uint64_t addr) const;

private:
  llvm::StringMap<uint32_t> stringIds, fileIds;
};

// Links an object. The tables are read while the linker still holds the sections. Null: *error says why.
std::unique_ptr<ProgramImpl> linkObject(llvm::SmallVectorImpl<char> &obj, Compilation &c, std::string *error);

// ---- the readers, called after fix-up
void readStackMaps(llvm::jitlink::LinkGraph &g, ProgramImpl &p, Compilation &c);  // stackmap_reader.cpp
void readUnwindInfo(llvm::jitlink::LinkGraph &g, ProgramImpl &p);                 // unwind_info.cpp
void readLineTable(llvm::jitlink::LinkGraph &g, ProgramImpl &p);                  // line_table.cpp

// ---- disasm.cpp, dump.cpp
void printListing(const ProgramImpl &p, const std::string &func, bool userOnly);
void dumpModule(const llvm::Module &m, const std::string &func);
void dumpStackMaps(const ProgramImpl &p, const std::string &func);
// Does --dump ask for this kind? *func: the function asked for, or "".
bool dumpWanted(const std::string &dump, const char *kind, std::string *func);

std::string tracebackFile(frontend::Pos pos); // codegen_module.cpp
[[noreturn]] void bug(const char *phase, const std::string &what);

} // namespace jit
