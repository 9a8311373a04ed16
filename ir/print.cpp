// ir/print.cpp: the IR as text, for --dump=ir and for tests.
//
//   func main.f(%0 x int) int {
//   entry:
//     %1 = const.int int 1
//     %2 = add int %0, %1
//     ret %2
//   }
#include "ir/ir.h"

namespace ir {

using namespace frontend;

namespace {

std::string quoted(const std::string &s) {
  std::string out = "\"";
  for (unsigned char c : s) {
    char buf[8];
    if (c == '"' || c == '\\')
      out += '\\', out += char(c);
    else if (c >= 0x20 && c < 0x7f)
      out += char(c);
    else
      snprintf(buf, sizeof buf, "\\x%02x", c), out += buf;
  }
  return out + '"';
}

std::string blockName(const Block *b) { return b ? b->name + "." + std::to_string(b->id) : "<null>"; }
std::string valueName(const Instr *v) { return v ? "%" + std::to_string(v->id) : "<null>"; }

void printAttributes(const Instr &i, std::string &out) {
  switch (i.op) {
  case Op::ConstInt:
  case Op::Extract:
  case Op::FieldAddr:
  case Op::ClosureVar:
  case Op::BoundsCheck: out += " " + std::to_string(i.imm); break;
  case Op::ConstFloat: {
    char buf[40];
    snprintf(buf, sizeof buf, " %.17g", i.fimm);
    out += buf;
    break;
  }
  case Op::ConstString: out += " " + quoted(i.str); break;
  case Op::GlobalAddr:
    out += " @" + (i.global ? i.global->symbol : std::string("<null>"));
    if (i.imm) out += "+" + std::to_string(i.imm);
    break;
  case Op::CallRuntime: out += " " + i.str; break;
  case Op::CallIface: out += " ." + i.str + "#" + std::to_string(i.imm); break;
  case Op::Alloc:
  case Op::Local:
    if (!i.str.empty()) out += " \"" + i.str + "\"";
    break;
  default: break;
  }
  if (i.func) out += " " + i.func->symbol;
  if (i.auxType) out += " <" + typeString(i.auxType) + (i.auxType2 ? ", " + typeString(i.auxType2) : "") + ">";
  if (i.flags & Heap) out += " heap";
  if (i.flags & Borrows) out += " borrows";
  if (i.flags & Volatile) out += " volatile";
}

void printInstr(const Instr &i, std::string &out) {
  out += "  ";
  if (i.type) out += valueName(&i) + " = ";
  out += opMnemonic(i.op);
  if (i.type) out += " " + typeString(i.type);
  printAttributes(i, out);
  const char *sep = " ";
  for (auto *v : i.ops) out += sep + valueName(v), sep = ", ";
  for (size_t k = 0; k < i.targets.size(); k++) {
    out += sep;
    if (i.op == Op::Switch && k > 0) out += std::to_string(i.cases[k - 1]) + ":";
    out += blockName(i.targets[k]), sep = ", ";
  }
  out += "\n";
}

} // namespace

void print(const Func &f, std::string &out) {
  out += "func " + f.symbol + "(";
  for (size_t i = 0; i < f.params.size(); i++) {
    if (i) out += ", ";
    out += valueName(f.params[i]);
    if (!f.params[i]->str.empty()) out += " " + f.params[i]->str;
    out += " " + typeString(f.params[i]->type);
  }
  out += ")";
  for (size_t i = 0; i < f.results.size(); i++) out += (i ? ", " : " ") + typeString(f.results[i]);
  if (!f.captures.empty()) {
    out += " captures";
    for (auto *t : f.captures) out += " <" + typeString(t) + ">";
  }
  if (f.wrapper) out += " wrapper";
  if (f.noinline_) out += " noinline";
  if (f.recoverBlock) out += " recover=" + blockName(f.recoverBlock);
  if (f.blocks.empty()) {
    out += "\n";
    return;
  }
  out += " {\n";
  for (auto *b : f.blocks) {
    out += blockName(b) + ":\n";
    for (auto *i : b->instrs) printInstr(*i, out);
  }
  out += "}\n";
}

void print(const Module &m, std::string &out) {
  for (auto &g : m.globals) {
    out += "global @" + g->symbol + " " + (g->type ? typeString(g->type) : std::to_string(g->size) + " bytes");
    if (g->readonly) out += " readonly";
    if (!g->data.empty()) out += " data " + std::to_string(g->data.size());
    if (!g->relocs.empty()) out += " relocs " + std::to_string(g->relocs.size());
    out += "\n";
  }
  for (auto &f : m.funcs) print(*f, out), out += "\n";
}

} // namespace ir
