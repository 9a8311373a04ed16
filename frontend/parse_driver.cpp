// frontend/parse_driver.cpp: feeding tokens to Bison, and recovery from syntax errors.
#include "frontend/parse_driver.h"
#include <initializer_list>
#include <utility>

namespace frontend {

// ---- the table of recoveries

namespace {

struct Skip {
  enum { None, One, To, OneTo } how;
  std::initializer_list<Tok> to;
  bool operators = false; // stop at any operator too
};
struct Effect {
  enum { Nothing, Opens, Closes, Closer, Semi, Stop } what;
  Tok closer = Tok::Eof;
};
struct Row {
  const char *text;
  Skip skip;
  Effect effect;
};

const Row &row(Recovery r) {
#define NONE                                                                                                                               \
  {                                                                                                                                        \
    Skip::None, {}                                                                                                                         \
  }
#define ONE                                                                                                                                \
  {                                                                                                                                        \
    Skip::One, {}                                                                                                                          \
  }
#define TO(...)                                                                                                                            \
  {                                                                                                                                        \
    Skip::To, { __VA_ARGS__ }                                                                                                              \
  }
#define ONE_TO(...)                                                                                                                        \
  {                                                                                                                                        \
    Skip::OneTo, { __VA_ARGS__ }                                                                                                           \
  }
#define TERM_END {Skip::To, {Tok::Semi, Tok::Rparen, Tok::Rbrack, Tok::Rbrace}, true}
#define NOTHING {Effect::Nothing}
#define OPENS {Effect::Opens}
#define CLOSES {Effect::Closes}
#define CLOSER(t) {Effect::Closer, t}
#define SEMI {Effect::Semi}
#define STOP {Effect::Stop}
  switch (r) {
#define RECOVERY(name, text, skip, effect)                                                                                                 \
  case Recovery::name: {                                                                                                                   \
    static const Row row = {text, skip, effect};                                                                                           \
    return row;                                                                                                                            \
  }
#include "frontend/recovery.def"
#undef RECOVERY
  }
  __builtin_unreachable();
}

bool has(std::initializer_list<Tok> set, Tok t) {
  for (Tok s : set)
    if (s == t) return true;
  return false;
}

// Keywords that start a statement: good places to go on, inside functions.
bool startsStatement(Tok t) {
  return has({Tok::Break, Tok::Const, Tok::Continue, Tok::Defer, Tok::Fallthrough, Tok::For, Tok::Go, Tok::Goto, Tok::If, Tok::Return,
              Tok::Select, Tok::Switch, Tok::Type, Tok::Var},
             t);
}

// More symbols on Bison's stack than this: `else if` chains and labels nest without brackets.
constexpr size_t maxStack = 6 * maxNesting;

} // namespace

// ---- feeding

ParseDriver::Fed ParseDriver::next(size_t stackDepth) {
  if (haveRecovery_) {
    haveRecovery_ = false;
    fedRecovery_ = true;
    return {true, uint8_t(recovery_), false};
  }
  fedRecovery_ = false;
  if (stop_) {
    tok_.kind = Tok::Eof;
    return {false, uint8_t(Tok::Eof), false};
  }
  prev2_ = prev_;
  prev_ = tok_.kind;
  prevPos_ = tok_.pos;
  if (havePending_) {
    havePending_ = false;
    tok_ = pending_;
    prev_ = Tok::Eof; // what stood before is not known
  } else {
    tok_ = lex_.next();
  }
  // gc looks at the token behind the package clause before it decides whether the rest is worth reading.
  if (std::exchange(clauseEnded_, false) && lex_.errors() + syntaxErrors_ > 0) {
    stop_ = badClause_ = true;
    tok_.kind = Tok::Eof;
    return {false, uint8_t(Tok::Eof), false};
  }
  if (nextError_) {
    error(tok_.pos, nextError_);
    nextError_ = nullptr;
  }
  if (stackDepth > maxStack || brackets_.size() > maxNesting) tooDeep(tok_.pos);
  Fed fed = {false, uint8_t(tok_.kind), false};
  applyBrackets(fed, prev_);
  return fed;
}

// Keeps brackets_ and header_ up to date, and classifies "{".
void ParseDriver::applyBrackets(Fed &fed, Tok prev) {
  undo_ = {Undo::None, header_};
  switch (tok_.kind) {
  case Tok::Lbrace:
    fed.body = header_ || !(prev == Tok::Name || ((prev == Tok::Rbrack || prev == Tok::Rparen) && complitOk));
    [[fallthrough]];
  case Tok::Lparen:
  case Tok::Lbrack:
    undo_.what = Undo::Pushed;
    brackets_.push_back(header_);
    header_ = false;
    break;
  case Tok::Rparen:
  case Tok::Rbrack:
  case Tok::Rbrace:
    if (!brackets_.empty()) {
      undo_.what = Undo::Popped;
      header_ = brackets_.back();
      brackets_.pop_back();
    }
    break;
  case Tok::If:
  case Tok::For:
  case Tok::Switch:
    undo_.what = Undo::Keyword;
    header_ = true;
    headerKeyword_ = tok_.kind;
    break;
  case Tok::Var:
    if (header_) varKeyword_ = headerKeyword_;
    break;
  default: break;
  }
}

// Takes back what applyBrackets did for tok_: the token turned out to be in a wrong place.
void ParseDriver::undoBrackets() {
  if (undo_.what == Undo::Pushed)
    brackets_.pop_back();
  else if (undo_.what == Undo::Popped)
    brackets_.push_back(header_);
  header_ = undo_.header;
  undo_.what = Undo::None;
}

// After the "{" of a body: when its "}" comes, the statement is over, and so is the header.
void ParseDriver::enterBody() {
  if (!brackets_.empty()) brackets_.back() = false;
  header_ = false;
}

ParseDriver::FuncState ParseDriver::enterFunc(Pos lbrace) {
  FuncState before = {errorCount(), maxHeight_, reserved_};
  fetchDirectives();
  while (reserved_ < pendingDirectives_.size() && pendingDirectives_[reserved_].pos < lbrace) reserved_++;
  fnest_++;
  maxHeight_ = 0;
  return before;
}

BlockStmt *ParseDriver::leaveFunc(BlockStmt *body, FuncState before) {
  if (fnest_ > 0) fnest_--;
  bodyHeight_ = maxHeight_;
  maxHeight_ = before.maxHeight;
  reserved_ = before.reserved;
  // After syntax errors the tree may be incomplete.
  if (options_.checkBranches && before.errors == errorCount()) checkBranches(body, diags_);
  return body;
}

// ---- errors

void ParseDriver::error(Pos pos, const char *msg) {
  errors_++;
  diags_.error(pos, msg);
}

void ParseDriver::syntaxError(Pos pos, const std::string &msg) {
  if (stop_ || (tok_.kind == Tok::Eof && errorCount() > 0)) return; // follow-up errors at the end of the file mean nothing
  syntaxErrors_++;
  error(pos, "syntax error: " + msg);
}

void ParseDriver::tooDeep(Pos pos) {
  syntaxError(pos, "nested too deeply");
  stop_ = true;
}

void ParseDriver::varInHeader(Pos pos) {
  syntaxError(pos, std::string("var declaration not allowed in ") + tokSpelling(varKeyword_) + " initializer");
}

// tok_ fits nowhere. Reports it, then arranges what next() will deliver: the recovery token and the token to go on with.
void ParseDriver::unexpected(int found, Tok atCloser) {
  if (stop_ || fedRecovery_) {
    stop_ = true;
    return;
  }
  if (found < 0) {
    syntaxError(tok_.pos, "unexpected " + describe(tok_));
    stop_ = true;
    return;
  }
  auto r = Recovery(found);
  if (r == Recovery::TypeBrack && prev_ == Tok::Name && prev2_ == Tok::Lbrack)
    r = Recovery::TParams; // `type T [P` and no "]": a type parameter list
  std::string text = row(r).text;
  if (tok_.kind == Tok::Eof && atCloser != Tok::Eof)
    text = std::string("expected ") + tokSpelling(atCloser); // no more elements of this list can come
  else if (r == Recovery::Decl && tok_.kind == Tok::Lbrace && file && !file->decls.empty()) {
    auto *f = dynFuncDecl(file->decls.back());
    if (f && !f->body) text = "unexpected semicolon or newline before {";
  }
  if (text.compare(0, 9, "expected ") == 0)
    text = "unexpected " + describe(tok_) + ", " + text;
  else if (text.compare(0, 3, "in ") == 0 || text.compare(0, 3, "at ") == 0 || text.compare(0, 6, "after ") == 0)
    text = "unexpected " + describe(tok_) + " " + text;
  syntaxError(r == Recovery::Label ? prevPos_ : tok_.pos, text);
  if (tok_.kind == Tok::Eof) {
    stop_ = true;
    return;
  }
  undoBrackets();
  advance(r);
  recovery_ = Recovery(found);
  haveRecovery_ = havePending_ = true;
}

// Skips tokens, then lets the recovery token take effect. pending_ becomes the token to go on with.
void ParseDriver::advance(Recovery r) {
  const Row &what = row(r);
  Token cur = tok_;
  auto skip = [&](const Skip &s) {
    while (cur.kind != Tok::Eof && !has(s.to, cur.kind) && !(s.operators && tokClass(cur.kind) == TokClass::Operator) &&
           !(fnest_ > 0 && startsStatement(cur.kind)))
      cur = lex_.next();
  };
  // The same place for the n-th time: gc's parser would be out of the construct by now.
  sameError_ = cur.pos == lastError_ ? sameError_ + 1 : 0;
  lastError_ = cur.pos;
  if (what.skip.how == Skip::One || what.skip.how == Skip::OneTo || sameError_ > 8) cur = lex_.next();
  if (what.skip.how == Skip::To)
    skip(what.skip);
  else if (what.skip.how == Skip::OneTo && cur.kind != Tok::Lbrace)
    skip(what.skip);

  switch (what.effect.what) {
  case Effect::Opens:
    brackets_.push_back(false);
    header_ = false;
    break;
  case Effect::Closer:
    if (cur.kind == what.effect.closer) cur = lex_.next();
    [[fallthrough]];
  case Effect::Closes:
    if (!brackets_.empty()) {
      header_ = brackets_.back();
      brackets_.pop_back();
    }
    break;
  case Effect::Semi:
    if (cur.kind == Tok::Semi) cur = lex_.next();
    header_ = false;
    break;
  case Effect::Stop: stop_ = true; break;
  case Effect::Nothing: break;
  }
  if (r == Recovery::Decl || r == Recovery::AfterDecl) resetNesting();
  pending_ = cur;
}

void ParseDriver::resetNesting() {
  brackets_.clear();
  header_ = false;
  fnest_ = 0;
  reserved_ = 0;
}

} // namespace frontend
