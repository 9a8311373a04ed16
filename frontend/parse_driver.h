// frontend/parse_driver.h: what stands between the lexer, Bison's automaton and the tree.
//
// 1. Feeding (parse_driver.cpp). next() hands out tokens. It decides what kind of "{" a brace is: after a bare name in
//    the header of an if, for or switch it opens the body (`if x == T {`), elsewhere a composite literal. For this it
//    keeps a stack of the open brackets; `header_` says that we are directly in a header (gc: xnest < 0).
// 2. Recovery (parse_driver.cpp, recovery.def). After an error the parser is fed a recovery token, then the token at
//    which gc's parser would go on.
// 3. Building (parse_build.cpp). What is more than `make<Node>` in a grammar action: parameter lists, type parameters
//    versus array lengths, statement headers, channel directions, directives.
//
// Mirrors cmd/compile/internal/syntax/parser.go in trees, positions and messages.
#pragma once
#include "frontend/arena.h"
#include "frontend/lexer.h"
#include "frontend/parser.h"

namespace frontend {

enum class Recovery : uint8_t {
#define RECOVERY(name, text, skip, effect) name,
#include "frontend/recovery.def"
#undef RECOVERY
};

// The header of an if, for or switch.
struct Header {
  SimpleStmt *init = nullptr; // for: may be a RangeClause
  Expr *cond = nullptr;
  SimpleStmt *post = nullptr;
};

class ParseDriver {
public:
  ParseDriver(const SourceFile &src, Diagnostics &diags, const ParseOptions &options)
      : src_(src), diags_(diags), options_(options), lex_(src, diags, options.shebang) {}

  File *file = nullptr;
  size_t errorCount() const { return errors_ + lex_.errors(); }
  size_t syntaxErrorCount() const { return syntaxErrors_; }
  bool badClause() const { return badClause_; } // there is no file: its package clause has errors

  // ---- feeding
  struct Fed {
    bool recovery;
    uint8_t kind;
    bool body;
  }; // kind: Recovery or Tok; body: a "{" that cannot open a literal
  Fed next(size_t stackDepth);
  const Token &token() const { return tok_; }
  bool complitOk = false;          // the operand just closed by "]" or ")" may be the type of a composite literal
  void enterBody();                // after the "{" of a body
  struct FuncState {
    size_t errors;
    unsigned maxHeight;
    size_t reserved;
  };
  FuncState enterFunc(Pos lbrace);
  BlockStmt *leaveFunc(BlockStmt *body, FuncState before);

  // ---- errors. atCloser: closing bracket that would have been accepted too, or Eof.
  void unexpected(int recovery, Tok atCloser);
  void error(Pos pos, const char *msg);
  void error(Pos pos, const std::string &msg) { error(pos, msg.c_str()); }
  void syntaxError(Pos pos, const std::string &msg);             // "syntax error: msg"
  void syntaxErrorHere(const char *msg) { syntaxError(tok_.pos, msg); }
  void tooDeep(Pos pos);
  void varInHeader(Pos pos);

  // ---- building: expressions
  template <class T> T *high(T *e, const Expr *a, const Expr *b = nullptr) { // sets the height of e above a and b
    unsigned h = a ? a->height : 0;
    if (b && b->height > h) h = b->height;
    setHeight(e, h + 1);
    return e;
  }
  template <class T> T *raise(T *e, const Expr *x) { // x is one more child of e
    if (x->height >= e->height) setHeight(e, x->height + 1u);
    return e;
  }
  Expr *binary(Pos pos, Op op, Expr *x, Expr *y) {
    auto *e = make<Operation>(pos, op, x, y);
    setHeight(e, y->height + 1u > x->height ? y->height + 1u : x->height);
    return e;
  }
  Expr *unary(Pos pos, Op op, Expr *x) { return high(make<Operation>(pos, op, x), x); }
  Expr *arrow(Pos pos, Expr *x);   // <-x, or <- re-associated with a channel type
  Expr *addressOf(Pos pos, Expr *x);
  Expr *paren(Pos pos, Expr *x);
  Expr *funcLit(Pos pos, FuncType *type, BlockStmt *body);
  Expr *call(Pos pos, Expr *fun, List<Expr *> *args, bool dots);
  Expr *index(Pos pos, Expr *x, Expr *index);
  Expr *slice(Pos pos, Expr *x, Expr *lo, SliceExpr *rest);
  SliceExpr *sliceRest(Expr *hi, bool full, Expr *max);
  Expr *complit(Pos pos, Expr *type, CompositeLit *lit);
  Expr *callee(bool isDefer, Expr *x); // of go and defer
  Expr *listOrOne(List<Expr *> *l);    // a ListExpr if there are several

  // ---- types
  Expr *array(Pos pos, Expr *len, Expr *elem) { return high(make<ArrayTypeExpr>(pos, len, elem), len, elem); }
  Expr *sliceType(Pos pos, Expr *elem) { return high(make<SliceTypeExpr>(pos, elem), elem); }
  Expr *pointer(Pos pos, Expr *elem) { return unary(pos, Op::Mul, elem); }
  Expr *chan(Pos pos, ChanDir dir, Expr *elem) { return high(make<ChanTypeExpr>(pos, dir, elem), elem); }
  Expr *selector(Pos pos, Expr *x, Name *sel) { return high(make<SelectorExpr>(pos, x, sel), x); }
  FuncType *funcType(Pos pos, List<Field *> *params, List<Field *> *results);
  Field *unionField(Field *f, Pos pos, Expr *term);
  Expr *unionType(Pos pos, Expr *x, Expr *y) { return binary(pos, Op::Or, x, y); }
  List<Field *> *params(List<Field *> *list, Pos end, bool requireNames);
  void addFields(StructTypeExpr *s, List<Field *> *fields, BasicLit *tag);
  Expr *structType(Pos pos, StructTypeExpr *s);
  Expr *interfaceType(Pos pos, List<Field *> *elems);
  Field *embeddedInstance(Name *name, Pos lbrack, List<Field *> *args);
  Field *method(Name *name, FuncType *t);
  void genericMethod(Pos lbrack, List<Field *> *tparams, Pos lparen);

  // ---- declarations
  Decl *spec(Decl *d);                      // attaches the directives before it
  List<Decl *> *group(Pos lparen, List<Decl *> *specs);
  TypeDecl *typeSpec(Name *name, bool alias, Expr *type);
  TypeDecl *typeSpecBracket(Name *name, Pos lbrack, Expr *x, bool alias, Expr *type);              // name[x] type
  List<Field *> *typeParams(Field *first, List<Field *> *rest, Pos end);                              // name[first, rest]
  List<Field *> *typeParamsExpr(Expr *x, Pos comma, List<Field *> *rest, Pos end);                    // name[x, rest], or null
  TypeDecl *typeSpecParams(Name *name, Pos lbrack, List<Field *> *tparams, bool alias, Expr *type);
  Decl *importSpec(Pos pos, Name *name, BasicLit *path);
  void checkReceiver(List<Field *> *recv);
  FuncDecl *funcDecl(Pos pos, List<Field *> *recv, Name *name, List<Field *> *tparams, FuncType *type, BlockStmt *body);
  void noDecl() { otherDecls_ = true; }
  void importDecl(Pos keyword);             // complains if other declarations came first
  void addDecls(List<Decl *> *l);
  void addDecl(Decl *d);
  void endDecl();                           // after each top-level declaration: directives left over are misplaced
  void startFile(Pos pos, Name *name);
  void endFile(Pos eof);

  // ---- statements
  SimpleStmt *exprStmt(Expr *x) { return make<ExprStmt>(x->pos, x); }
  void endStmt(Pos semi) {
    if (directivesSeen_ < lex_.directives().size() || pendingDirectives_.size() > reserved_) dropDirectives(semi);
  }
  IfStmt *ifStmt(Pos pos, Header *h, BlockStmt *body);
  ForStmt *forStmt(Pos pos, Header *h, BlockStmt *body);
  SwitchStmt *switchStmt(Header *h, SwitchStmt *body);
  Header *condHeader(SimpleStmt *init, SimpleStmt *cond);
  Header *noCondition(SimpleStmt *init, Pos semi, Str semiText); // if init; {
  Header *badHeader();                                           // an error was reported
  Header *forHeader(SimpleStmt *init, SimpleStmt *cond, SimpleStmt *post);
  Header *switchHeader(SimpleStmt *init, SimpleStmt *tag);
  RangeClause *rangeClause(Pos pos, Expr *lhs, bool def, Expr *x);

private:
  struct Undo {
    enum { None, Pushed, Popped, Keyword } what;
    bool header;
  };

  void setHeight(Expr *e, unsigned h) {
    if (h > maxNesting) {
      tooDeep(e->pos);
      h = maxNesting;
    }
    if (h > maxHeight_) maxHeight_ = h;
    e->height = uint16_t(h);
  }
  void applyBrackets(Fed &fed, Tok prev);
  void undoBrackets();
  void advance(Recovery r);
  void resetNesting();
  Expr *condition(SimpleStmt *s);
  SimpleStmt *typeSwitchGuard(SimpleStmt *s);
  void misplaced(const Directive &d), checkEmbedUsage(const Directive &d);
  void checkRestricted(const LexDirective &l, const Directive &d);
  void dropDirectives(Pos before);
  bool imports(Str quotedPath) const;

  const SourceFile &src_;
  Diagnostics &diags_;
  const ParseOptions &options_;
  Lexer lex_;
  size_t errors_ = 0, syntaxErrors_ = 0;
  unsigned maxHeight_ = 0;         // of the expressions in this function since it was entered
  unsigned bodyHeight_ = 0;        // of those in the function body just left

  Token tok_, pending_;            // the token fed last; the one to feed after a recovery token
  Tok prev_ = Tok::Semi, prev2_ = Tok::Semi; // the token fed before tok_, and the one before that
  Pos prevPos_;
  const char *nextError_ = nullptr; // to be reported at the next token
  bool havePending_ = false, haveRecovery_ = false, fedRecovery_ = false, stop_ = false;
  Recovery recovery_{};
  Undo undo_{Undo::None, false};
  std::vector<bool> brackets_;     // of each open bracket: was it opened directly in a header
  bool header_ = false;
  Tok headerKeyword_ = Tok::If, varKeyword_ = Tok::If; // of the last header begun; of the header with the last "var"
  unsigned fnest_ = 0;             // functions around us
  Pos lastError_;
  unsigned sameError_ = 0;

  size_t directivesSeen_ = 0;      // of lex_.directives(), those already moved into pendingDirectives_
  void fetchDirectives();
  std::vector<Directive> pendingDirectives_;
  size_t reserved_ = 0;            // the first of them stand before a function that is not yet complete
  bool otherDecls_ = false;        // a declaration other than an import was seen
  bool clauseEnded_ = false, badClause_ = false;
};

// Splits x, the expression in `type T[x`, into a type parameter's name and constraint, if it can be one. Without `force`
// only if the constraint cannot be an ordinary expression. Returns the name, or null.
Name *extractName(Expr *x, bool force, Expr **constraint);

} // namespace frontend
