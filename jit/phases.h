// jit/phases.h: the phases after LLVM IR exists, and what they hand to each other.
#pragma once
#include "ir/ir.h"
#include "jit/jit.h"
#include "runtime/abi/image.h"
#include <array>
#include <deque>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ExecutionEngine/JITLink/JITLink.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>
#include <sys/mman.h>

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

class LinkedObject;

struct Compilation {
  const ir::Module &module;
  const CompileOptions opts;
  const unsigned unit; // of the module
  llvm::Module *llvm = nullptr;
  llvm::SmallVector<char, 0> object{};
  LinkedObject *linked = nullptr;
  bool hasBarriers = false; // insertWriteBarriers has run
  llvm::StringMap<FuncMeta> funcs{};
  std::vector<std::vector<uint64_t>> bigObjects{}; // pointer bitmaps of stack objects over 64 words
  std::vector<uint32_t> bigWords{};              // and their sizes
  llvm::DenseMap<uint64_t, std::vector<abi::ArgPlace>> argumentPlaces{}; // by statepoint id
  llvm::DenseMap<uint64_t, std::vector<uint64_t>> liveObjects{};         // likewise: one bit for each of the function's objects
  std::vector<std::string> lineFuncs{}; // symbols: of what files \1N in the line table mean (codegen_debuginfo.cpp)
};

// ---- target.cpp
llvm::TargetMachine &targetMachine(); // of this thread
void useOwnTargetMachine();           // for a thread beside the first
std::string dataLayout(bool stackInAS1); // while optimising, allocas are in address space 1

// ---- wide_joins.cpp: before optimisation
void splitWideJoins(llvm::Function &f);

// ---- aggregates.cpp: no first-class aggregate lives across a call
void scalarizeAggregates(llvm::Function &f);

// ---- stack_objects.cpp: allocas of address space 1 become recorded stack objects
constexpr uint64_t kObjectsRecord = ~uint64_t(0); // the id of their stack map record; statepoints count from 1

// ---- object_liveness.cpp: fills Compilation::liveObjects; statepoints have their ids
void findLiveObjects(llvm::Function &f, Compilation &c);

// ---- argument_places.cpp: fills Compilation::argumentPlaces
llvm::Pass *createArgumentPlacesPass(Compilation &c);

// ---- conversions.cpp
llvm::Pass *createConversionsPass();

// ---- inline_marks.cpp
llvm::Pass *createInlineMarksPass();

// ---- leaf_frames.cpp: after register allocation
llvm::Pass *createLeafFramesPass();

// ---- spill_once.cpp: after register allocation
llvm::Pass *createSpillOncePass();

// ---- loop_floats.cpp
void keepSumsInFrame(llvm::Function &f);

// ---- safepoints.cpp
bool isSafepointCall(const llvm::CallBase *c);
// v as a value of type `to` that no pass looks through and that is a base to the safepoints.
llvm::CallInst *launder(llvm::Value *v, llvm::Type *to, llvm::Instruction *before);

// ---- program.cpp

// The addresses of an image and the bytes that will be there, in this process: segments of code, read-only data, data and, in the
// end, tables. Parts of objects lie in a segment one after another. A library's segments have fixed addresses, a program's follow
// one another.
class ImageSpace {
public:
  static constexpr unsigned kinds = 3; // of what objects consist of: code, read-only data, data
  static unsigned kindOf(int prot) { return prot & PROT_EXEC ? 0 : prot & PROT_WRITE ? 2 : 1; }
  struct Segment {
    uint64_t addr;
    char *mem;
    uint64_t fileSize, memSize; // zeros from fileSize on
    int prot;
  };
  struct Place {
    uint64_t addr;
    char *mem; // null: no memory
  };
  struct Part {
    uint64_t content = 0, zeros = 0, align = 1; // bytes; zeros behind the content
  };
  using Parts = std::array<Part, kinds>; // of an object
  explicit ImageSpace(bool library) : library(library) {}
  // Makes room for all objects; the first one's data is the last, for only there zeros take no room in the file. False: too large.
  bool reserve(const std::vector<Parts> &objects);
  Place place(size_t object, unsigned kind) const { return places[object][kind]; }
  uint64_t tablesAddress() const { return library ? abi::stdTables : next; }
  Place takeTables(uint64_t size); // read-only, at tablesAddress; the last part of an image
  uint8_t *at(uint64_t addr) const;
  std::vector<Segment> segments;

private:
  bool addSegment(uint64_t addr, uint64_t limit, uint64_t fileSize, uint64_t memSize, int prot);
  bool library;
  uint64_t next = abi::imageBase;
  std::vector<std::array<Place, kinds>> places;
};

// One object of an image: its symbols, and what the readers found out about its code.
class LinkedObject {
public:
  LinkedObject(ImageSpace &space, const Compilation &c) : space(space), compilation(c) {}
  ImageSpace &space;
  const Compilation &compilation;
  llvm::StringMap<uint64_t> symbols;
  uint64_t address(llvm::StringRef symbol) const; // of a function or global by its Go symbol; 0: does not exist (any more)

  abi::CodeObject code{}; // lo and hi; the tables are added when they are laid out

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
  llvm::DenseSet<uint32_t> frameless{}; // functions, by FuncInfo::lo: FuncFrameless
  std::string frameInfo;
  std::deque<std::string> texts;
  std::deque<std::vector<abi::Loc>> slots;
  std::deque<std::vector<abi::DerivedSlot>> derived;
  std::deque<std::vector<uint64_t>> liveObjects;
  std::deque<std::vector<abi::StackObject>> objects;
  std::deque<abi::Type> bigTypes;
  std::deque<std::vector<uint8_t>> bitmaps;

  uint32_t stringIndex(llvm::StringRef s);
  uint32_t fileIndex(llvm::StringRef s);
  const Extent *functionAt(uint64_t addr) const;

private:
  llvm::StringMap<uint32_t> stringIds, fileIds;
};

class ProgramImpl final : public Program {
public:
  explicit ProgramImpl(const ir::Module &m) : module(m), space(!m.mainPkg) {}
  bool write(int fd, Form form) const override; // executable.cpp
  uint64_t address(llvm::StringRef symbol) const; // in any of its objects

  const ir::Module &module;
  ImageSpace space;
  std::vector<std::unique_ptr<LinkedObject>> objects; // sorted by address once they are linked
  uint64_t moduleData = 0;          // its address
  uint64_t exports[abi::goexportCount] = {};
  uint64_t id[2] = {};              // of a library
};

// ---- the readers of what the linker leaves behind, called after fix-up
void readFunctions(LinkedObject &p, const Compilation &c);                        // func_table.cpp
void readStackMaps(llvm::jitlink::LinkGraph &g, LinkedObject &p, Compilation &c); // stackmap_reader.cpp
void readUnwindInfo(llvm::jitlink::LinkGraph &g, LinkedObject &p);                // unwind_info.cpp
void readLineTable(llvm::jitlink::LinkGraph &g, LinkedObject &p);                 // line_table.cpp
// image.cpp: lays out all tables as the image's last segment. False with *error: package runtime lacks something.
bool collectTables(ProgramImpl &p, std::string *error);

// What a program starts with, in its first unit. In each object; the linker numbers them and looks for them all.
constexpr const char *kStarts = "minigo.starts";
inline std::string startsSymbol(unsigned unit) { return kStarts + std::string(".") + std::to_string(unit); }
std::string tracebackFile(frontend::Pos pos); // codegen_debuginfo.cpp
ProgramImpl *linkImage(const ir::Module &m, const std::vector<Compilation *> &units,
                       std::string *error); // engine.cpp; null: *error says why
constexpr const char *kPersonality = "minigo.personality"; // where an unwinder would look; only its address is used
constexpr const char *kZeroBase = "minigo.zerobase";       // ModuleGen::zeroBase
// Does a symbol mean the same in every object of the program? "minigo." begins the names an object has for itself, but for these two.
inline bool isLinkName(llvm::StringRef name) { return !name.starts_with("minigo.") || name == kZeroBase || name == kPersonality; }
[[noreturn]] void bug(const char *phase, const std::string &what);

} // namespace jit
