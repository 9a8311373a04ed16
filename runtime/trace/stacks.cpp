// runtime/trace/stacks.cpp: stacks: taken by following frame pointers, made into names and lines when their generation ends.
//
// Every Go function that calls keeps the frame pointer (../../jit/README.md), and assembly frames do: return addresses are at [rbp + 8].
// The walker of runtime/stack would give the same and look up a map for each frame. Two places need care, as there: a
// goroutine that stopped in a prologue has no frame of its own yet, and one that a signal or a fault stopped has an exact pc, perhaps
// in a leaf without a frame.
//
// gc's stacks begin with the function of the runtime that was called (runtime.chanrecv1). Ours has no Go frame, but the
// call instruction before the innermost return address says which entry it was.
// Mirrors runtime/trace2stack.go.
#include "runtime/arch/amd64/asm.h"
#include "runtime/arch/amd64/frames.h"
#include "runtime/stack/nativesyms.h"
#include "runtime/stack/traceback.h"
#include "runtime/trace/tables.h"

#include <cstring>

namespace rt {

namespace {

traceTable stacks[2];
enum stackKind : uintptr_t { atEvent, functionBegin, atSample }; // the first word of a stack; its pcs follow
constexpr unsigned maxStackWords = 1 + maxTraceStack;

uintptr_t word(uintptr_t a) { return *reinterpret_cast<uintptr_t *>(a); }

unsigned framePointers(g *gp, uintptr_t *pcs, unsigned max) {
  unsigned n = 0;
  uintptr_t sp = gp->sched.sp, bp = gp->sched.bp, pc = word(sp);
  bool interrupted = pc == uintptr_t(rt_asyncPreempt_resume);
  if (pc == uintptr_t(rt_morestack_resume)) { // [sp]: this; then the place in the prologue, and its return address
    pcs[n++] = word(sp + 8) + 1;
    pc = word(sp + 16);
  }
  if (!interrupted) pcs[n++] = pc;
  for (; n < max && bp >= gp->stack.lo && bp + 16 <= gp->stack.hi; bp = word(bp)) {
    pc = word(bp + 8);
    pcs[n++] = pc + (interrupted ? 1 : 0); // as if it were a return address
    if (interrupted && n < max && isFrameless(pc)) pcs[n++] = word(bp + 16);
    interrupted = inRuntimeText(pc) && returnsInto(pc, rt_sigpanic);
  }
  return n;
}

struct StackWriter {
  explicit StackWriter(uint64_t gen) : gen(gen), w(buf, gen, TraceWriter::noThread) {}
  void write(const traceTable::Node &stack);
  void flush() { w.flush(); }

private:
  struct Line {
    uint64_t pc;
    uint32_t func, file, line;
  };
  void add(uintptr_t pc, const char *func, const char *file, uint32_t line);
  bool addEntry(uintptr_t ra);
  void addFrames(uintptr_t ra, stackKind kind);
  void addFunction(uintptr_t pc);
  uint64_t gen;
  traceBuf *buf = nullptr;
  TraceWriter w;
  Line lines[maxTraceStack];
  unsigned n;
  bool leaveOut; // the innermost functions that gc leaves out
};

// The name as gc shows it; of a very long one only the end.
size_t shownText(const char *func, char (&text)[maxTraceString]) {
  const ShownName name = shownName(func);
  size_t at = maxTraceString;
  for (std::string_view part : {name.tail, name.args, name.head}) {
    const size_t len = std::min(at, part.size());
    at -= len;
    memcpy(text + at, part.data() + part.size() - len, len);
  }
  memmove(text, text + at, maxTraceString - at);
  return maxTraceString - at;
}

void StackWriter::add(uintptr_t pc, const char *func, const char *file, uint32_t line) {
  if (n == maxTraceStack) return;
  const size_t len = strlen(file), cut = len > maxTraceString ? len - maxTraceString : 0; // of long names the end says more
  char text[maxTraceString];
  uint32_t f = traceString(gen, text, shownText(func, text)); // not in one expression: numbers in order
  lines[n++] = {pc, f, traceString(gen, file + cut, len - cut), line};
}

// What the call before ra calls, if it names it; else 0.
uintptr_t callee(uintptr_t ra) {
  constexpr uint8_t callRel32 = 0xe8;
  if (!findCode(ra - 1) || *reinterpret_cast<uint8_t *>(ra - 5) != callRel32) return 0;
  int32_t rel;
  memcpy(&rel, reinterpret_cast<void *>(ra - 4), 4);
  return ra + uintptr_t(intptr_t(rel));
}

// gc says for each event how many of the innermost frames a reader does not want to see: these entries, ...
bool isHiddenEntry(std::string_view func) {
  for (std::string_view hidden :
       {"sync.", "runtime.newproc", "runtime.Gosched", "runtime.syscall", "runtime.traceRead", "internal/poll.runtime_pollWait"})
    if (func.starts_with(hidden)) return true;
  return false;
}
// ... and these functions where they lead to such an entry.
bool isHiddenCaller(std::string_view func) {
  for (std::string_view hidden : {"syscall.Syscall", "syscall.Syscall6", "internal/poll.(*pollDesc).wait",
                                  "internal/poll.(*pollDesc).waitRead", "internal/poll.(*pollDesc).waitWrite", "sync.(*Mutex).lockSlow",
                                  "sync.(*Mutex).unlockSlow", "sync.(*RWMutex).rUnlockSlow", "runtime.ReadTrace"})
    if (func == hidden) return true;
  return false;
}

// The entry called before ra, if it is one that gc shows; true: it is not.
bool StackWriter::addEntry(uintptr_t ra) {
  SourceFrame s;
  uintptr_t entry = entryCalledBefore(ra);
  if (!entry || nativeSourceFrame(entry, &s) == 0) return false;
  if (isHiddenEntry(s.func)) return true;
  add(entry, s.func, s.file, s.line);
  return false;
}

// A go statement's wrapper stands for the function that it calls, which may be inlined into it, ...
const abi::LineRow *inlinedGoFunction(const abi::CodeObject *co, const abi::FuncInfo *fn) {
  for (const abi::LineRow *r = co->lines; r < co->lines + co->nlines && r->pcoff < fn->hi; r++)
    if (r->pcoff >= fn->lo && r->inl != ~0u && co->inl[r->inl].parent == ~0u) return r;
  return nullptr;
}
// ... unless that is known at run time only.
const abi::FuncInfo *goFunction(const abi::CodeObject *co, const abi::FuncInfo *fn) {
  for (const abi::Safepoint *s = co->safepoints; s < co->safepoints + co->nsafepoints && s->pcoff < fn->hi; s++) {
    if (s->pcoff < fn->lo) continue;
    uintptr_t to = callee(co->lo + s->pcoff);
    if (to < co->lo || to >= co->hi) continue;
    const abi::FuncInfo *called = findfunc(co, to);
    if (called && co->lo + called->lo == to && !(called->flags & abi::FuncRuntime)) return called;
  }
  return fn;
}

// The outermost frames, which only samples show.
bool isBase(uintptr_t ra, std::string_view func) { return !findCode(ra - 1) && (func == "runtime.goexit" || func == "runtime.main"); }

void StackWriter::addFrames(uintptr_t ra, stackKind kind) {
  SourceFrame s[maxInlineDepth];
  unsigned k = sourceFrames(ra - 1, s, maxInlineDepth);
  if (kind == atSample && k > 1) k = 1; // each of them has a pc of its own
  for (unsigned i = 0; i < k; i++) {
    if (s[i].wrapper || (kind != atSample && isBase(ra, s[i].func))) continue;
    leaveOut = leaveOut && isHiddenCaller(s[i].func);
    if (!leaveOut) add(s[i].pc, s[i].func, s[i].file, s[i].line);
  }
}

// The first function of a goroutine.
void StackWriter::addFunction(uintptr_t pc) {
  const abi::CodeObject *co = findCode(pc);
  const abi::FuncInfo *fn = co ? findfunc(co, pc) : nullptr;
  if (!fn) return;
  if (fn->flags & abi::FuncWrapper) {
    if (const abi::LineRow *r = inlinedGoFunction(co, fn)) {
      const char *name = co->strings[co->inl[r->inl].func];
      return add(co->lo + r->pcoff, name, co->files[r->file], r->line);
    }
    fn = goFunction(co, fn);
  }
  add(co->lo + fn->lo, fn->name, co->files[fn->file], fn->line);
}

void StackWriter::write(const traceTable::Node &stack) {
  uintptr_t words[maxStackWords];
  memcpy(words, stack.data, stack.size);
  const stackKind kind{words[0]};
  n = 0;
  if (kind == functionBegin)
    addFunction(words[1]);
  else {
    leaveOut = kind == atEvent && findCode(words[1] - 1) && addEntry(words[1]);
    for (unsigned i = 1; i < stack.size / sizeof *words; i++) addFrames(words[i], kind);
  }
  if (w.ensure(2 + (2 + 4 * n) * traceBytesPerNumber)) w.b->byte(evStacks);
  w.b->byte(evStack);
  w.b->varint(stack.id);
  w.b->varint(n);
  for (unsigned i = 0; i < n; i++) {
    w.b->varint(lines[i].pc);
    w.b->varint(lines[i].func);
    w.b->varint(lines[i].file);
    w.b->varint(lines[i].line);
  }
}

} // namespace

uint32_t traceSampleStack(uint64_t gen, const uintptr_t *pcs, unsigned n) {
  uintptr_t words[maxStackWords];
  words[0] = atSample;
  memcpy(words + 1, pcs, n * sizeof *pcs);
  return n ? stacks[gen % 2].put(words, (1 + n) * sizeof *words) : 0;
}

uint32_t traceStack(uint64_t gen, g *gp) {
  if (!gp) return 0;
  uintptr_t words[maxStackWords];
  words[0] = atEvent;
  unsigned n = framePointers(gp, words + 1, maxTraceStack);
  return n ? stacks[gen % 2].put(words, (1 + n) * sizeof *words) : 0;
}

uint32_t traceFuncStack(uint64_t gen, void *code) {
  uintptr_t words[] = {functionBegin, uintptr_t(code)};
  return stacks[gen % 2].put(words, sizeof words);
}

void traceStacksEnd(uint64_t gen) {
  StackWriter w(gen);
  stacks[gen % 2].forEach([&](const traceTable::Node &n) { w.write(n); });
  w.flush();
  stacks[gen % 2].reset();
}

} // namespace rt
