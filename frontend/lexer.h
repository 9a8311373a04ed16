// frontend/lexer.h: source text -> tokens. The grammar is in lexer.re (re2c).
//
// Mirrors cmd/compile/internal/syntax/scanner.go in what is a token, where semicolons are inserted, and in the text and
// position of every error. The lexer reports errors itself and goes on; a malformed literal is still a Literal token,
// with bad set. Comments vanish, except directives (`//go:name args`, `//minigo:name args`), which are kept in a list
// with their positions, and `//line`, which goes into the source manager.
//
// Encoding errors (NUL, invalid UTF-8, a byte order mark inside the file) are found before lexing. The lexer then works
// on a copy without those bytes and maps offsets back: so the rules below may take valid UTF-8 without NUL for granted,
// and NUL is the end of the text.
#pragma once
#include "frontend/ast.h"
#include "frontend/diag.h"
#include "frontend/source.h"
#include <string>
#include <string_view>
#include <vector>

namespace frontend {

enum class Tok : uint8_t {
#define TOK(name, spelling, cls, op) name,
#include "frontend/tokens.def"
#undef TOK
};
enum class TokClass : uint8_t { End, Name, Literal, Semi, Delim, Operator, AssignOp, IncOp, Keyword };

const char *tokName(Tok t);     // "AddAssign"
const char *tokSpelling(Tok t); // "+="
TokClass tokClass(Tok t);
Op tokOp(Tok t);                // Add for "+", "+=" and "++"

struct Token {
  Tok kind = Tok::Eof;
  LitKind litKind = LitKind::Int; // Literal
  bool bad = false;               // Literal: an error was reported, text may be malformed
  Pos pos, end;                   // first byte, one past the last byte
  std::string_view text;          // Name (interned), Literal: source spelling; Semi: "semicolon", "newline" or "EOF"
};

// The token as gc names it after "syntax error: unexpected ".
std::string describe(const Token &t);

struct LexDirective {
  Pos pos;               // just after the "//"
  std::string_view text; // "go:noinline", "go:linkname a b"
  bool ownLine;          // nothing but blanks before it on its line (else: "misplaced compiler directive")
};

class Lexer {
public:
  // shebang: a first line "#!..." is a comment (scripts).
  Lexer(const SourceFile &file, Diagnostics &diags, bool shebang = false);

  Token next(); // after Eof: Eof again

  // All directives met so far, in order; the one with the greatest position is before the last token returned.
  const std::vector<LexDirective> &directives() const { return directives_; }
  size_t errors() const { return errors_; }
  const SourceFile &file() const { return file_; }

private:
  void checkEncoding(size_t from);
  void reportEncoding(const char *upTo);
  Pos posAt(const char *p) const;
  void errorAt(const char *p, std::string msg);
  Token token(Tok kind);
  Token semi(const char *what);
  Token name();
  Token literal(LitKind kind, bool ok);
  Token number();
  void checkIdent(std::string_view s);
  bool checkNumber(std::string_view s, LitKind *kind);
  Token stringLit();
  Token rawString();
  Token runeLit();
  bool escape();
  bool numericEscape();
  void lineComment();
  bool fullComment(); // true: it spans lines
  void directive(const char *begin, const char *end, bool ownLine);
  void lineDirective(std::string_view text, const char *textStart, const char *after);

  const SourceFile &file_;
  Diagnostics &diags_;
  std::vector<LexDirective> directives_;
  size_t errors_ = 0;
  bool nlsemi_ = false; // '\n' and the end of the file are a semicolon here
  const char *begin_, *limit_; // the text lexed: [begin_, limit_), *limit_ == 0
  const char *tok_, *cur_;     // start of the current token; next byte to read
  const char *blankFrom_ = nullptr; // where the blanks before the current token began
  struct Removed {
    size_t at;
    size_t total;
  }; // from offset `at` of the copy on, `total` bytes have been left out
  std::vector<Removed> removed_;
  struct EncodingError {
    size_t at; // in the copy
    Pos pos;
    const char *msg;
  };
  std::vector<EncodingError> encodingErrors_;
  size_t encodingReported_ = 0;
};

} // namespace frontend
