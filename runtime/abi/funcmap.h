// runtime/abi/funcmap.h: what the code generator tells the runtime about the code it made.
//
// One writer (jit/stackmap_reader and its neighbours), one walker (runtime/stack/unwind).
//
// A Go frame, growing down. Every Go function keeps a frame pointer, but leaves without a frame (FuncFrameless):
//
//      higher addresses
//      +------------------+
//      | stack arguments  |  words past the 10 register words (and r11/rax fillers)
//      +------------------+ <- "csp" of the callee's call site: return address slot + 8
//      | return address   |  [fp + 8]
//      | saved rbp        |  [fp]      <- fp (rbp)
//      | slots, objects   |
//      | outgoing args    |
//      +------------------+ <- csp: sp just after a call made by this function has returned
//      | return address   |  the key of the call site in CodeObject::safepoints
//      lower addresses
//
// Walk: a = address of a return address; ra = *a; csp = a + 8; the frame's fp; next a = fp + 8, next fp = *fp.
// A location is an offset from csp or from fp; both forms occur.
#pragma once
#include "runtime/abi/type.h"

namespace abi {

// (offset << 1) | 1: relative to fp; (offset << 1): relative to csp. Offsets are bytes, multiples of 8.
struct Loc {
  int32_t v;
  static Loc fromSp(int32_t off) { return {off * 2}; }
  static Loc fromFp(int32_t off) { return {off * 2 + 1}; }
  bool isFp() const { return v & 1; }
  int32_t off() const { return v >> 1; }
};

struct DerivedSlot {
  Loc base, derived;
}; // derived moves by the delta of base
struct StackObject {
  Loc loc;
  uint32_t words;
  uint64_t mask;    // bit i: word i may hold a pointer; used when typ is null
  const Type *typ;  // for objects over 64 words: repeat typ's bitmap (count = words*8/typ->size)
};

// The map of one call site (deduplicated). All slots listed are live pointers or null.
struct FrameMap {
  uint32_t nslots, nderived, nobjects;
  const Loc *slots; // base == derived
  const DerivedSlot *derived;
  const StackObject *objects; // every pointerful alloca of the function, zeroed at entry
  const uint64_t *liveObjects; // bit i: the function itself may still use objects[i]. Else it lives if a pointer leads to it
  bool isLive(uint32_t i) const { return liveObjects[i / 64] >> i % 64 & 1; }
};

struct Safepoint {
  uint32_t pcoff; // return address - CodeObject::lo
  uint32_t map;
  uint32_t func;
  uint32_t args; // first of CodeObject::argPlaces
};

// Where the frame holds an argument word at a call, if it does. A list ends with word == none.
struct ArgPlace {
  uint32_t word; // an integer word, or firstFloat + the number of a float register
  Loc loc;
  static constexpr uint32_t firstFloat = 10, none = 0xff;
};

// What a traceback prints for the arguments of a function: values, and the braces of composite ones.
struct ArgStep {
  enum Kind : uint8_t { word, floatWord, stackWord, memory, open, close, more, end } kind;
  uint8_t size;  // of the value, 1 to 8 bytes
  uint8_t index; // the word that holds it: of the integer words, of the floats, of the stack arguments
  bool stack;    // memory: it is a stack word
  uint32_t off;  // memory: the (integer or stack) word points to it, plus off
};

// Panic recovery: a call whose return address - 1 lies in [lo, hi) of a function with defers
// resumes at pad (all offsets from CodeObject::lo).
struct LandingPad {
  uint32_t lo, hi, pad;
};

struct LineRow {
  uint32_t pcoff;
  uint32_t file;
  uint32_t line;
  uint32_t inl;
}; // inl: InlineNode index or ~0u
struct InlineNode {
  uint32_t func;
  uint32_t callFile;
  uint32_t callLine;
  uint32_t parent;
  uint32_t mark; // an address of the function where nothing runs; its line row says where the call stands
}; // func: string index

enum FuncFlag : uint32_t {
  FuncWrapper = 1,   // method wrapper, go/defer wrapper: hidden in tracebacks, transparent to recover
  FuncRuntime = 2,   // of package runtime: never what a go statement names
  FuncFrameless = 4, // calls nothing, does not loop and uses no stack: its return address is at rsp all the time, rbp is its caller's
};

struct FuncInfo {
  uint32_t lo, hi;        // [lo, hi) from CodeObject::lo
  const char *name;       // as in gc's symbol table: "main.(*T[go.shape.int]).M", "main.main.func1"
  uint32_t file, line;    // of the declaration; file indexes CodeObject::files
  uint32_t flags;
  uint32_t argWords;      // integer register words in use (0..10), the closure context included
  uint16_t argRegMask;    // bit i: i-th integer argument register holds a pointer at entry
  uint64_t argStackMask;  // bit i: i-th stack argument word holds a pointer at entry
  uint32_t args;          // first of CodeObject::argSteps
};

// Everything about one linked object. Immutable once published.
struct CodeObject {
  uintptr_t lo, hi; // text
  uint32_t nfuncs, nsafepoints, nmaps, nbounds, nlines, ninl, npads, nframeInfo;
  const FuncInfo *funcs;        // sorted by lo
  const Safepoint *safepoints;  // sorted by pcoff
  const FrameMap *maps;
  const uint32_t *bounds;       // async safe iff the number of bounds <= offset is odd
  const LineRow *lines;         // sorted by pcoff
  const InlineNode *inl;
  const LandingPad *pads;       // sorted by lo
  const ArgStep *argSteps;      // lists that end with ArgStep::end; the first is "...": not known
  const ArgPlace *argPlaces;    // the first list is empty
  const char *const *strings;   // InlineNode::func
  const char *const *files;
  const char *frameInfo;        // nframeInfo bytes: entries of .debug_frame, for debuggers (jit/debug_info.cpp); never touched here
};

// A range of global data and which of its words may hold pointers.
struct GlobalRoot {
  void *addr;
  uintptr_t size;
  const Type *typ;
};

// What the compiler hands over for one image. A program is a list of them: its own, then that of the standard library, if that
// was compiled ahead. What one has the other has not: a type has one descriptor, a type and a method set one itab.
struct ModuleData {
  const ModuleData *next;        // or null
  uint32_t ncode, nroots, ntypelinks, nitabs;
  const CodeObject *code;        // sorted by address
  const GlobalRoot *roots;
  Type *const *typelinks;        // every emitted descriptor
  Itab *const *itabs;            // every emitted itab
  FuncVal *initAll;              // func(): all package initialisers in order; of the program's module only
  FuncVal *mainMain;             // main.main; likewise
  const char *buildInfo;         // what it was built from, for debug.ReadBuildInfo; likewise
  const char *godebugDefault;    // its //go:debug lines, on top of what the go line of go.mod stands for; likewise
  void **entrySlots;             // of std's: where it expects the addresses of the runtime's entries (image.h)
  uint32_t *writeBarrier;        // of std's: its own copy of the flag that generated code tests before it stores a pointer
};

} // namespace abi
