// frontend/lexer.re: the lexical grammar of Go, for re2c (see lexer.h for what the lexer is).
//
// One scanner for the token's beginning, and one each for the inside of a string, a rune and a raw string, because
// their errors (and the places where lexing goes on after them) are gc's. Rules match the *shape* of a number; whether
// it is well-formed is checked afterwards, so that the extent of a malformed one is gc's too.
#include "frontend/lexer.h"
#include "frontend/unicode.h"
#include <cstring>
#include <utility>

namespace frontend {

// ---- the token table

namespace {
struct TokInfo { const char *name, *spelling; TokClass cls; Op op; };
const TokInfo tokTable[] = {
#define TOK(name, spelling, cls, op) {#name, spelling, TokClass::cls, Op::op},
#include "frontend/tokens.def"
#undef TOK
};
} // namespace

const char *tokName(Tok t) { return tokTable[size_t(t)].name; }
const char *tokSpelling(Tok t) { return tokTable[size_t(t)].spelling; }
TokClass tokClass(Tok t) { return tokTable[size_t(t)].cls; }
Op tokOp(Tok t) { return tokTable[size_t(t)].op; }

std::string describe(const Token &t) {
  switch (t.kind) {
  case Tok::Name:
  case Tok::Semi: return std::string(t.text);
  case Tok::Literal: return "literal " + std::string(t.text);
  case Tok::Comma: return "comma";
  default: return tokSpelling(t.kind);
  }
}

// ---- text, positions, errors

Lexer::Lexer(const SourceFile &file, Diagnostics &diags, bool shebang) : file_(file), diags_(diags) {
  begin_ = file.data();
  limit_ = begin_ + file.text().size();
  cur_ = tok_ = begin_;
  std::string_view text = file.text();
  for (size_t i = 0; i < text.size(); i++)
    if (uint8_t(text[i]) >= 0x80 || text[i] == 0) {
      checkEncoding(i);
      break;
    }
  if (shebang && text.substr(0, 2) == "#!")
    while (cur_ < limit_ && *cur_ != '\n')
      cur_++;
}

// Finds every encoding error from offset `from` on; if there is one, goes over to a copy without the bad bytes.
void Lexer::checkEncoding(size_t from) {
  std::string_view text = file_.text();
  std::string copy;
  size_t kept = 0; // text[..kept) has been copied or left out
  auto drop = [&](size_t at, size_t n) {
    copy.append(text.substr(kept, at - kept));
    kept = at + n;
    removed_.push_back({copy.size(), kept - copy.size()});
  };
  for (size_t i = from; i < text.size();) {
    unsigned w = 1;
    uint32_t r = uint8_t(text[i]) < 0x80 ? uint8_t(text[i]) : decodeRune(text.substr(i, 4), &w);
    const char *error = nullptr;
    if (r == 0)
      error = "invalid NUL character";
    else if (r == runeError && w == 1)
      error = "invalid UTF-8 encoding";
    else if (r == runeBOM && i > 0)
      error = "invalid BOM in the middle of the file";
    if (error || r == runeBOM)
      drop(i, w);
    if (error)
      encodingErrors_.push_back({copy.size(), file_.at(i), error});
    i += w;
  }
  if (removed_.empty())
    return;
  copy.append(text.substr(kept));
  auto *forever = new std::string(std::move(copy)); // tokens point into it
  begin_ = cur_ = tok_ = forever->c_str();
  limit_ = begin_ + forever->size();
}

// An encoding error is found when the scanner comes by.
void Lexer::reportEncoding(const char *upTo) {
  for (; encodingReported_ < encodingErrors_.size() && begin_ + encodingErrors_[encodingReported_].at <= upTo; encodingReported_++) {
    errors_++;
    diags_.error(encodingErrors_[encodingReported_].pos, encodingErrors_[encodingReported_].msg);
  }
}

Pos Lexer::posAt(const char *p) const {
  size_t off = size_t(p - begin_), extra = 0;
  for (const Removed &r : removed_) {
    if (r.at > off)
      break;
    extra = r.total;
  }
  return file_.at(off + extra);
}

void Lexer::errorAt(const char *p, std::string msg) {
  reportEncoding(p);
  errors_++;
  diags_.error(posAt(p), std::move(msg));
}

static uint32_t runeAt(const char *p, const char *limit) {
  unsigned w;
  return decodeRune(std::string_view(p, size_t(limit - p)), &w);
}

Token Lexer::token(Tok kind) {
  reportEncoding(cur_);
  Token t;
  t.kind = kind;
  t.pos = posAt(tok_);
  t.end = posAt(cur_);
  return t;
}

Token Lexer::semi(const char *what) {
  Token t = token(Tok::Semi);
  t.text = what;
  return t;
}

// ---- tokens

/*!re2c
  re2c:define:YYCTYPE = "unsigned char";
  re2c:define:YYCURSOR = cur_;
  re2c:define:YYMARKER = marker;
  re2c:yyfill:enable = 0;
  re2c:eof = -1;

  nul = [\x00];
  any = [^\x00];
  nonascii = [\u0080-\U0010FFFF];
  dig = [0-9_];
  hex = [0-9a-fA-F_];
  exp = [eEpP] [+-]? dig*;
  pexp = [pP] [+-]? dig*;
*/

Token Lexer::next() {
  const bool nlsemi = std::exchange(nlsemi_, false);
  const char *marker;
  blankFrom_ = cur_;
#define OPERATOR(t) return token(Tok::t)
#define ENDING(t) do { nlsemi_ = true; return token(Tok::t); } while (0)
  for (;;) {
    tok_ = cur_;
    /*!re2c
      [ \t\r]+ { continue; }
      "\n" {
        if (nlsemi) return semi("newline");
        continue;
      }
      nul {
        cur_ = limit_;
        return nlsemi ? semi("EOF") : token(Tok::Eof);
      }

      "//" { lineComment(); blankFrom_ = cur_; continue; }
      "/*" {
        if (fullComment() && nlsemi) return semi("newline");
        blankFrom_ = cur_;
        continue;
      }

      "break" { ENDING(Break); }
      "case" { OPERATOR(Case); }
      "chan" { OPERATOR(Chan); }
      "const" { OPERATOR(Const); }
      "continue" { ENDING(Continue); }
      "default" { OPERATOR(Default); }
      "defer" { OPERATOR(Defer); }
      "else" { OPERATOR(Else); }
      "fallthrough" { ENDING(Fallthrough); }
      "for" { OPERATOR(For); }
      "func" { OPERATOR(Func); }
      "go" { OPERATOR(Go); }
      "goto" { OPERATOR(Goto); }
      "if" { OPERATOR(If); }
      "import" { OPERATOR(Import); }
      "interface" { OPERATOR(Interface); }
      "map" { OPERATOR(Map); }
      "package" { OPERATOR(Package); }
      "range" { OPERATOR(Range); }
      "return" { ENDING(Return); }
      "select" { OPERATOR(Select); }
      "struct" { OPERATOR(Struct); }
      "switch" { OPERATOR(Switch); }
      "type" { OPERATOR(Type); }
      "var" { OPERATOR(Var); }

      ([a-zA-Z_] | nonascii) ([a-zA-Z_0-9] | nonascii)* { return name(); }

      [0-9] dig* ("." dig*)? exp? "i"? { return number(); }
      "." [0-9] dig* exp? "i"? { return number(); }
      "0" [xX] hex* ("." hex*)? pexp? "i"? { return number(); }
      "0" [oObB] dig* ("." dig*)? exp? "i"? { return number(); }
      ["] { return stringLit(); }
      ['] { return runeLit(); }
      [`] { return rawString(); }

      "(" { OPERATOR(Lparen); }
      "[" { OPERATOR(Lbrack); }
      "{" { OPERATOR(Lbrace); }
      ")" { ENDING(Rparen); }
      "]" { ENDING(Rbrack); }
      "}" { ENDING(Rbrace); }
      "," { OPERATOR(Comma); }
      ";" { return semi("semicolon"); }
      ":" { OPERATOR(Colon); }
      "." { OPERATOR(Dot); }
      "..." { OPERATOR(DotDotDot); }
      "=" { OPERATOR(Assign); }
      ":=" { OPERATOR(Define); }
      "<-" { OPERATOR(Arrow); }
      "*" { OPERATOR(Star); }

      "!" { OPERATOR(Not); }
      "~" { OPERATOR(Tilde); }
      "||" { OPERATOR(OrOr); }
      "&&" { OPERATOR(AndAnd); }
      "==" { OPERATOR(Eql); }
      "!=" { OPERATOR(Neq); }
      "<" { OPERATOR(Lss); }
      "<=" { OPERATOR(Leq); }
      ">" { OPERATOR(Gtr); }
      ">=" { OPERATOR(Geq); }
      "+" { OPERATOR(Add); }
      "-" { OPERATOR(Sub); }
      "|" { OPERATOR(Or); }
      "^" { OPERATOR(Xor); }
      "/" { OPERATOR(Div); }
      "%" { OPERATOR(Rem); }
      "&" { OPERATOR(And); }
      "&^" { OPERATOR(AndNot); }
      "<<" { OPERATOR(Shl); }
      ">>" { OPERATOR(Shr); }

      "+=" { OPERATOR(AddAssign); }
      "-=" { OPERATOR(SubAssign); }
      "|=" { OPERATOR(OrAssign); }
      "^=" { OPERATOR(XorAssign); }
      "*=" { OPERATOR(MulAssign); }
      "/=" { OPERATOR(DivAssign); }
      "%=" { OPERATOR(RemAssign); }
      "&=" { OPERATOR(AndAssign); }
      "&^=" { OPERATOR(AndNotAssign); }
      "<<=" { OPERATOR(ShlAssign); }
      ">>=" { OPERATOR(ShrAssign); }
      "++" { ENDING(Inc); }
      "--" { ENDING(Dec); }

      * {
        errorAt(tok_, "invalid character " + formatRune(uint8_t(*tok_)));
        continue;
      }
    */
  }
#undef OPERATOR
#undef ENDING
}

Token Lexer::name() {
  std::string_view s(tok_, size_t(cur_ - tok_));
  for (char c : s)
    if (uint8_t(c) >= 0x80) {
      checkIdent(s);
      break;
    }
  nlsemi_ = true;
  Token t = token(Tok::Name);
  t.text = intern(s);
  return t;
}

// Any non-ASCII character is taken into an identifier; here those that may not stand in one are reported.
void Lexer::checkIdent(std::string_view s) {
  unsigned w;
  for (size_t i = 0; i < s.size(); i += w) {
    uint32_t r = decodeRune(s.substr(i), &w);
    if (r == '_' || isLetter(r))
      continue;
    if (!isDigit(r))
      errorAt(tok_ + i, "invalid character " + formatRune(r) + " in identifier");
    else if (i == 0)
      errorAt(tok_, "identifier cannot begin with digit " + formatRune(r));
  }
}

Token Lexer::literal(LitKind kind, bool ok) {
  nlsemi_ = true;
  Token t = token(Tok::Literal);
  t.litKind = kind;
  t.bad = !ok;
  t.text = {tok_, size_t(cur_ - tok_)};
  return t;
}

// ---- numbers

static const char *baseName(int base) {
  return base == 2 ? "binary" : base == 8 ? "octal" : base == 10 ? "decimal" : "hexadecimal";
}
static bool isDec(char c) { return c >= '0' && c <= '9'; }
static bool isHex(char c) { return isDec(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

// The offset of the first '_' that does not stand between digits (a base prefix counts as one), or -1.
static int invalidSeparator(std::string_view s) {
  bool isHexLit = false;
  char prev = '.'; // class of the character before: '_', '0' (digit), '.' (other)
  size_t i = 0;
  if (s.size() >= 2 && s[0] == '0') {
    char x = char(s[1] | 0x20);
    if (x == 'x' || x == 'o' || x == 'b') {
      isHexLit = x == 'x';
      prev = '0';
      i = 2;
    }
  }
  for (; i < s.size(); i++) {
    if (s[i] == '_') {
      if (prev != '0')
        return int(i);
      prev = '_';
    } else if (isDec(s[i]) || (isHexLit && isHex(s[i]))) {
      prev = '0';
    } else {
      if (prev == '_')
        return int(i) - 1;
      prev = '.';
    }
  }
  return prev == '_' ? int(s.size()) - 1 : -1;
}

Token Lexer::number() {
  LitKind kind;
  bool ok = checkNumber({tok_, size_t(cur_ - tok_)}, &kind);
  return literal(kind, ok);
}

// Checks a number whose extent the rules have fixed; reports its first error. Parts: prefix, mantissa, exponent, 'i'.
bool Lexer::checkNumber(std::string_view s, LitKind *kind) {
  int base = 10;
  char prefix = 0;
  size_t i = 0;
  bool digits = false, ok = true;
  int badDigit = -1;
  auto fail = [&](size_t at, std::string msg) {
    if (ok)
      errorAt(tok_ + at, std::move(msg));
    ok = false;
  };
  if (s[0] == '0') {
    prefix = s.size() > 1 ? char(s[1] | 0x20) : '0';
    base = prefix == 'x' ? 16 : prefix == 'b' ? 2 : 8;
    if (prefix == 'x' || prefix == 'o' || prefix == 'b') {
      i = 2;
    } else {
      prefix = '0';
      digits = true;
      i = 1;
    }
  }
  auto run = [&](bool hexDigits) {
    for (; i < s.size() && (s[i] == '_' || (hexDigits ? isHex(s[i]) : isDec(s[i]))); i++)
      if (s[i] != '_') {
        digits = true;
        if (!hexDigits && s[i] >= '0' + base && badDigit < 0)
          badDigit = int(i);
      }
  };
  run(base == 16);
  *kind = LitKind::Int;
  if (i < s.size() && s[i] == '.') {
    if (prefix == 'o' || prefix == 'b')
      fail(i, std::string("invalid radix point in ") + baseName(base) + " literal");
    i++;
    *kind = LitKind::Float;
    run(base == 16);
  }
  if (!digits)
    fail(i, std::string(baseName(base)) + " literal has no digits");
  char e = i < s.size() ? char(s[i] | 0x20) : 0;
  if (e == 'e' || e == 'p') {
    if (e == 'e' && prefix != 0 && prefix != '0')
      fail(i, quoteRune(uint8_t(s[i])) + " exponent requires decimal mantissa");
    else if (e == 'p' && prefix != 'x')
      fail(i, quoteRune(uint8_t(s[i])) + " exponent requires hexadecimal mantissa");
    *kind = LitKind::Float;
    i++;
    if (i < s.size() && (s[i] == '+' || s[i] == '-'))
      i++;
    digits = false;
    run(false);
    if (!digits)
      fail(i, "exponent has no digits");
  } else if (prefix == 'x' && *kind == LitKind::Float) {
    fail(i, "hexadecimal mantissa requires a 'p' exponent");
  }
  if (i < s.size() && s[i] == 'i')
    *kind = LitKind::Imag;
  if (*kind == LitKind::Int && badDigit >= 0)
    fail(size_t(badDigit), "invalid digit " + quoteRune(uint8_t(s[size_t(badDigit)])) + " in " + baseName(base) + " literal");
  if (ok && s.find('_') != s.npos)
    if (int at = invalidSeparator(s); at >= 0)
      fail(size_t(at), "'_' must separate successive digits");
  return ok;
}

// ---- strings and runes

Token Lexer::stringLit() {
  const char *marker;
  bool ok = true;
  for (;;) {
    const char *at = cur_;
    /*!re2c
      [^"\\\n\x00]+ { continue; }
      ["] { return literal(LitKind::String, ok); }
      "\\" [abfnrtv\\"] { continue; }
      "\\" { ok &= escape(); continue; }
      "\n" {
        cur_ = at;
        errorAt(at, "newline in string");
        return literal(LitKind::String, false);
      }
      * {
        cur_ = limit_;
        errorAt(tok_, "string not terminated");
        return literal(LitKind::String, false);
      }
    */
  }
}

Token Lexer::rawString() {
  const char *marker;
  for (;;) {
    /*!re2c
      [^`\x00]+ { continue; }
      [`] { return literal(LitKind::String, true); }
      * {
        cur_ = limit_;
        errorAt(tok_, "string not terminated");
        return literal(LitKind::String, false);
      }
    */
  }
}

Token Lexer::runeLit() {
  const char *marker;
  bool ok = true;
  auto fail = [&](const char *at, const char *msg) {
    if (ok)
      errorAt(at, msg);
    ok = false;
  };
  for (size_t n = 0;; n++) {
    const char *at = cur_;
    /*!re2c
      ['] {
        if (n == 0)
          fail(at, "empty rune literal or unescaped '");
        else if (n != 1)
          fail(tok_, "more than one character in rune literal");
        return literal(LitKind::Rune, ok);
      }
      "\\" [abfnrtv\\'] { continue; }
      "\\" { ok &= escape(); continue; }
      "\n" {
        cur_ = at;
        fail(at, "newline in rune literal");
        return literal(LitKind::Rune, false);
      }
      any { continue; }
      * {
        cur_ = limit_;
        fail(tok_, "rune literal not terminated");
        return literal(LitKind::Rune, false);
      }
    */
  }
}

// After a backslash that does not begin one of the one-letter escapes. The character an error is about is not consumed.
bool Lexer::escape() {
  if (*cur_ == 0)
    return true; // the caller reports the missing end
  if ((*cur_ >= '0' && *cur_ <= '7') || *cur_ == 'x' || *cur_ == 'u' || *cur_ == 'U')
    return numericEscape();
  errorAt(cur_, "unknown escape");
  return false;
}

bool Lexer::numericEscape() {
  int n = 3, base = 8;
  uint32_t max = 255;
  switch (*cur_) {
  case 'x': n = 2, base = 16; break;
  case 'u': n = 4, base = 16, max = maxRune; break;
  case 'U': n = 8, base = 16, max = maxRune; break;
  }
  if (base == 16)
    cur_++;
  uint32_t x = 0;
  for (; n > 0; n--) {
    if (*cur_ == 0)
      return true; // the caller reports the missing end
    char c = *cur_;
    uint32_t d = isDec(c) ? uint32_t(c - '0') : isHex(c) ? uint32_t((c | 0x20) - 'a' + 10) : 99;
    if (d >= uint32_t(base)) {
      errorAt(cur_, "invalid character " + quoteRune(runeAt(cur_, limit_)) + " in " + baseName(base) + " escape");
      return false;
    }
    x = x * uint32_t(base) + d;
    cur_++;
  }
  if (x > max && base == 8) {
    errorAt(cur_, "octal escape value " + std::to_string(x) + " > 255");
    return false;
  }
  if (x > max || (x >= 0xD800 && x < 0xE000)) {
    errorAt(cur_, "escape is invalid Unicode code point " + formatRune(x));
    return false;
  }
  return true;
}

// ---- comments and directives

void Lexer::lineComment() {
  const char *end = static_cast<const char *>(memchr(cur_, '\n', size_t(limit_ - cur_)));
  cur_ = end ? end : limit_;
  std::string_view text(tok_ + 2, size_t(cur_ - tok_ - 2));
  if (!text.empty() && text.back() == '\r')
    text.remove_suffix(1);
  if (text.substr(0, 5) == "line " && (tok_ == begin_ || tok_[-1] == '\n')) {
    lineDirective(text.substr(5), tok_ + 7, cur_ < limit_ ? cur_ + 1 : cur_);
  } else if (text.substr(0, 3) == "go:" || text.substr(0, 7) == "minigo:") {
    const char *p = tok_;
    while (p > begin_ && p > blankFrom_ && p[-1] != '\n')
      p--;
    bool ownLine = p == begin_ || p[-1] == '\n';
    directives_.push_back({posAt(tok_ + 2), text, ownLine});
  }
}

// Consumes a general comment; reports whether it spans lines.
bool Lexer::fullComment() {
  std::string_view rest(cur_, size_t(limit_ - cur_));
  size_t n = rest.find("*/");
  if (n == rest.npos) {
    cur_ = limit_;
    errorAt(tok_, "comment not terminated");
  } else {
    cur_ += n + 2;
    std::string_view text = rest.substr(0, n);
    if (text.substr(0, 5) == "line ")
      lineDirective(text.substr(5), tok_ + 7, cur_);
  }
  return memchr(tok_, '\n', size_t(cur_ - tok_)) != nullptr;
}

// The number after the last ':' of s. *at: its offset, 0 if there is no ':'.
static bool trailingNumber(std::string_view s, size_t *at, uint32_t *n) {
  size_t colon = s.rfind(':');
  *at = colon == s.npos ? 0 : colon + 1;
  if (*at == 0 || *at == s.size())
    return false;
  uint64_t v = 0;
  for (char c : s.substr(*at)) {
    if (!isDec(c) || v > (UINT64_MAX - 9) / 10)
      return false;
    v = v * 10 + uint64_t(c - '0');
  }
  *n = v > UINT32_MAX ? UINT32_MAX : uint32_t(v);
  return true;
}

// `//line file:n`, `//line file:n:col`, and the same in /* */. Governs what comes from `after` on.
void Lexer::lineDirective(std::string_view text, const char *textStart, const char *after) {
  constexpr uint32_t posMax = 1u << 30;
  size_t i, i2;
  uint32_t line, n2, col = 0;
  bool ok = trailingNumber(text, &i, &line);
  if (i == 0)
    return; // no number: an ordinary comment
  auto bad = [&](const char *what, size_t at) {
    errorAt(textStart + at, std::string("invalid ") + what + " number: " + std::string(text.substr(at)));
  };
  if (!ok)
    return bad("line", i);
  bool hasCol = trailingNumber(text.substr(0, i - 1), &i2, &n2);
  if (hasCol) {
    std::swap(i, i2);
    col = line;
    line = n2;
    if (col == 0 || col > posMax)
      return bad("column", i2);
    text = text.substr(0, i2 - 1);
  }
  if (line == 0 || line > posMax)
    return bad("line", i);
  std::string file(text.substr(0, i - 1));
  if (file.empty() && hasCol)
    file = sources().lineDirectiveFile(posAt(tok_));
  sources().addLineDirective(posAt(after), std::move(file), line, col);
}

} // namespace frontend
