// jit/phases.h: the phases after LLVM IR exists, and what they hand to each other.
#pragma once
#include "ir/ir.h"
#include "jit/jit.h"
#include "runtime/abi/image.h"
#include <deque>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ExecutionEngine/JITLink/JITLink.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

namespace llvm {
class Pass;
}

namespace jit {

// What the tables need to know about a function, by its link symbol.
struct FuncMeta {
  const ir::Func *ir = nullptr;
  unsigned argWords = 0;
  uint16_t argRegMask = 0;
  uint64_t argStackMask = 0;
  bool objects = false; // has pointerful stack objects: a record must describe them
  bool hasCalls = false;
  std::vector<abi::ArgStep> args; // how a traceback prints the arguments
  const llvm::FunctionType *type = nullptr; // before optimisation
};

class ProgramImpl;

struct Compilation {
  const ir::Module &module;
  const CompileOptions opts;
  llvm::Module *llvm = nullptr;
  llvm::SmallVector<char, 0> object;
  ProgramImpl *program = nullptr;
  llvm::StringMap<FuncMeta> funcs;
  std::vector<std::vector<uint64_t>> bigObjects; // pointer bitmaps of stack objects over 64 words
  std::vector<uint32_t> bigWords;                // and their sizes
  llvm::DenseMap<uint64_t, std::vector<abi::ArgPlace>> argumentPlaces; // by statepoint id
};

// ---- target.cpp
llvm::TargetMachine &targetMachine();
std::string dataLayout(bool stackInAS1); // while optimising, allocas are in address space 1

// ---- aggregates.cpp: no first-class aggregate lives across a call
void scalarizeAggregates(llvm::Function &f);

// ---- stack_objects.cpp: allocas of address space 1 become recorded stack objects
constexpr uint64_t kObjectsRecord = ~uint64_t(0); // the id of their stack map record; statepoints count from 1

// ---- argument_places.cpp: fills Compilation::argumentPlaces
llvm::Pass *createArgumentPlacesPass(Compilation &c);

// ---- safepoints.cpp
bool isSafepointCall(const llvm::CallBase *c);
// v as a value of type `to` that no pass looks through and that is a base to the safepoints.
llvm::CallInst *launder(llvm::Value *v, llvm::Type *to, llvm::Instruction *before);

// ---- program.cpp
class ProgramImpl final : public Program {
public:
  bool write(int fd) const override; // image.cpp
  // A part of the program: where it will stand, and its bytes in this process.
  struct Segment {
    uint64_t addr;
    const char *mem;
    uint64_t fileSize, memSize; // zeros from fileSize on
    int prot;
  };
  std::vector<Segment> segments;
  uint64_t imageEnd = 0; // the first free address behind them
  llvm::StringMap<uint64_t> symbols;
  uint64_t address(llvm::StringRef symbol) const; // of a function or global by its Go symbol; 0: does not exist (any more)
  const uint8_t *at(uint64_t addr) const;         // the bytes in this process

  abi::CodeObject code{}; // lo and hi; the tables are added when they are laid out
  uint64_t module = 0; // address of the ModuleData
  uint64_t exports[abi::goexportCount] = {};

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
  std::vector<abi::ArgStep> argSteps;
  std::vector<abi::ArgPlace> argPlaces;
  std::vector<const char *> strings, files;
  std::deque<std::string> texts;
  std::deque<std::vector<abi::Loc>> slots;
  std::deque<std::vector<abi::DerivedSlot>> derived;
  std::deque<std::vector<abi::StackObject>> objects;
  std::deque<abi::Type> bigTypes;
  std::deque<std::vector<uint8_t>> bitmaps;

  uint32_t stringIndex(llvm::StringRef s);
  uint32_t fileIndex(llvm::StringRef s);
  const Extent *functionAt(uint64_t addr) const;

private:
  llvm::StringMap<uint32_t> stringIds, fileIds;
};

// ---- the readers of what the linker leaves behind, called after fix-up
void readFunctions(ProgramImpl &p, const Compilation &c);                        // func_table.cpp
void readStackMaps(llvm::jitlink::LinkGraph &g, ProgramImpl &p, Compilation &c); // stackmap_reader.cpp
void readUnwindInfo(llvm::jitlink::LinkGraph &g, ProgramImpl &p);                // unwind_info.cpp
void readLineTable(llvm::jitlink::LinkGraph &g, ProgramImpl &p);                 // line_table.cpp
// image.cpp: lays out all tables as the program's last segment. False with *error: package runtime lacks something.
bool collectTables(ProgramImpl &p, const ir::Module &m, std::string *error);

std::string tracebackFile(frontend::Pos pos); // codegen_debuginfo.cpp
[[noreturn]] void bug(const char *phase, const std::string &what);

} // namespace jit
