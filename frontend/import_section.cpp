// frontend/import_section.cpp: see import_section.h.
#include "frontend/import_section.h"
#include "frontend/constant.h"
#include "frontend/import_scanner.h"
#include "frontend/unicode.h"
#include <algorithm>
#include <cstring>
#include <tuple>

namespace frontend {

namespace {

// ---- how far the section reaches

// Reads byte by byte, one byte ahead; 0 stands for the end. A semicolon counts as a blank.
class SectionReader {
public:
  explicit SectionReader(std::string_view text) : text_(text), at_(text.rfind("\xEF\xBB\xBF", 0) == 0 ? 3 : 0) {}

  // The section: up to the first byte behind it; the whole text after a mistake. False: a NUL byte was met.
  bool read(std::string_view *section) {
    word("package");
    name();
    while (peek() == 'i') {
      word("import");
      if (peek() != '(') {
        import();
        continue;
      }
      at_++;
      while (peek() != ')' && !bad_) import();
      at_++;
    }
    const size_t end = bad_ ? text_.size() : std::min(at_, text_.size());
    *section = text_.substr(0, end);
    // The reader is a byte ahead.
    return text_.substr(0, std::min(end + 1, text_.size())).find('\0') == text_.npos;
  }

private:
  static bool isNameByte(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_' || static_cast<unsigned char>(c) >= 0x80; }
  char byte() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool done() const { return bad_ || at_ >= text_.size(); }

  // The next byte that is neither blank nor comment.
  char peek() {
    while (!done()) {
      if (strchr(" \f\t\r\n;", byte()) && byte() != '\0') {
        at_++;
      } else if (byte() == '/') {
        comment();
      } else {
        break;
      }
    }
    return bad_ ? '\0' : byte();
  }
  void comment() {
    const char second = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    const size_t close = second == '/' ? text_.find('\n', at_) : second == '*' ? text_.find("*/", at_ + 2) : text_.npos;
    bad_ |= second != '/' && close == text_.npos;
    at_ = close == text_.npos ? text_.size() : close + (second == '/' ? 1 : 2);
  }
  void word(std::string_view w) {
    peek();
    if (bad_ || text_.substr(at_, w.size()) != w || (at_ + w.size() < text_.size() && isNameByte(text_[at_ + w.size()])))
      bad_ = true;
    else
      at_ += w.size();
  }
  void name() {
    bad_ |= !isNameByte(peek());
    while (!done() && isNameByte(byte())) at_++;
  }
  void import() {
    if (peek() == '.')
      at_++;
    else if (isNameByte(byte()))
      name();
    const char quote = peek();
    if (quote != '"' && quote != '`') bad_ = true;
    for (at_++; !bad_; at_++) {
      if (at_ >= text_.size() || (quote == '"' && byte() == '\n'))
        bad_ = true;
      else if (byte() == quote)
        break;
      else if (quote == '"' && byte() == '\\')
        at_++;
    }
    at_++;
  }

  std::string_view text_;
  size_t at_;
  bool bad_ = false;
};

// ---- the parser

class SectionParser {
public:
  SectionParser(const SourceFile &src, std::string_view text, ImportSection *out)
      : src_(src), text_(text), out_(out), scanner_(text, errors_) {}

  void parse() {
    next();
    if (!errors_.empty()) return; // likely no Go at all
    packageAt_ = tok_.at;
    expect("package");
    std::string name(identifier());
    semicolon();
    if (!errors_.empty()) return;
    out_->package = std::move(name);
    while (tok_.is("import") && !givenUp_) importDecl();
  }
  // The first error by place, if there is one.
  const ScanError *firstError() const {
    auto key = [&](const ScanError &e) {
      Location l = sources().resolve(src_.at(placeOf(e.at)));
      return std::tuple(l.file, l.line, l.col, std::string_view(e.msg));
    };
    auto it = std::min_element(errors_.begin(), errors_.end(), [&](const ScanError &a, const ScanError &b) { return key(a) < key(b); });
    return it == errors_.end() ? nullptr : &*it;
  }

private:
  // The end of the text is on its last line, also behind a line end.
  size_t placeOf(size_t offset) const { return offset > 0 && offset == text_.size() ? offset - 1 : offset; }

  void next() {
    do {
      tok_ = scanner_.next();
      if (tok_.kind == ScanKind::Comment && packageAt_ == none && tok_.text.rfind("//go:", 0) == 0)
        out_->directives.push_back({std::string(tok_.text), src_.at(tok_.at)});
    } while (tok_.kind == ScanKind::Comment);
  }

  // One error a line; after ten there is no going on.
  void error(size_t at, std::string msg) {
    auto line = [&](size_t offset) { return sources().resolve(src_.at(placeOf(offset))).line; };
    if (!errors_.empty() && line(errors_.back().at) == line(at)) return;
    if (errors_.size() > 10)
      givenUp_ = true;
    else
      errors_.push_back({at, std::move(msg)});
  }
  void errorExpected(std::string_view what) {
    std::string msg = "expected '" + std::string(what) + "', found ";
    if (tok_.isSemicolon())
      msg += tok_.text == "\n" ? "newline" : "';'";
    else if (tok_.isLiteral())
      msg += tok_.text;
    else
      msg += "'" + std::string(tok_.text) + "'";
    error(tok_.at, std::move(msg));
  }
  void expect(std::string_view what) {
    if (!tok_.is(what)) errorExpected(what);
    next();
  }
  std::string_view identifier() {
    if (tok_.kind == ScanKind::Ident) {
      std::string_view name = tok_.text;
      next();
      return name;
    }
    errorExpected("IDENT");
    next();
    return "_";
  }

  // Recovery: skips up to a token of the set, unless that was tried here often enough.
  void advanceTo(std::initializer_list<std::string_view> set) {
    for (; tok_.kind != ScanKind::Eof; next()) {
      if (std::none_of(set.begin(), set.end(), [&](std::string_view s) { return tok_.is(s); })) continue;
      if (tok_.at == syncAt_ && syncCount_ < 10) {
        syncCount_++;
        return;
      }
      if (syncAt_ == none || tok_.at > syncAt_) {
        syncAt_ = tok_.at;
        syncCount_ = 0;
        return;
      }
    }
  }
  void semicolon() {
    if (tok_.is(")") || tok_.is("}")) return;
    if (tok_.isSemicolon()) return next();
    errorExpected(";");
    if (tok_.is(",")) return next();
    advanceTo(
        {"break", "const", "continue", "defer", "fallthrough", "for", "go", "goto", "if", "return", "select", "switch", "type", "var"});
  }

  void importSpec() {
    const size_t at = tok_.at;
    if (tok_.kind == ScanKind::Ident || tok_.is(".")) next();
    if (tok_.kind == ScanKind::String) {
      addImport(at);
      next();
    } else if (tok_.isLiteral()) {
      error(tok_.at, "import path must be a string");
      next();
    } else {
      error(tok_.at, "missing import path");
      advanceTo({",", ":", ";", "\n", ")", "]", "}"});
    }
    semicolon();
  }
  void importDecl() {
    next();
    if (!tok_.is("(")) return importSpec();
    next();
    while (!tok_.is(")") && tok_.kind != ScanKind::Eof && !givenUp_) importSpec();
    expect(")");
    semicolon();
  }
  void addImport(size_t at) {
    std::string path;
    if (CV v = constFromLiteral(tok_.text, LitKind::String); v->kind == ConstKind::String) path = v->s;
    out_->imports.push_back({std::move(path), src_.at(at)});
  }

  static constexpr size_t none = size_t(-1);
  const SourceFile &src_;
  std::string_view text_;
  ImportSection *out_;
  std::vector<ScanError> errors_;
  ImportScanner scanner_;
  ScanToken tok_;
  size_t packageAt_ = none, syncAt_ = none;
  int syncCount_ = 0;
  bool givenUp_ = false;
};

bool validPath(std::string_view path) {
  for (size_t i = 0; i < path.size();) {
    unsigned width = 1;
    const uint32_t r = decodeRune(path.substr(i), &width);
    if (r == ' ' || r == runeError || !isPrint(r) || (r < 0x80 && strchr("!\"#$%&'()*,:;<=>?[\\]^{|}`", int(r)))) return false;
    i += width;
  }
  return !path.empty();
}

std::string place(std::string_view file, const Location &l) {
  std::string s = std::string(file) + ":" + std::to_string(l.line);
  return l.col > 0 ? s + ":" + std::to_string(l.col) : s;
}

} // namespace

static std::string_view withoutDot(std::string_view file) { return file.rfind("./", 0) == 0 ? file.substr(2) : file; }

std::string commandPosition(Pos pos, bool pastLineEnd) {
  Location l = sources().resolve(pos);
  if (pastLineEnd && l.col > 0) l.col++;
  return place(withoutDot(l.file), l);
}

std::string commandPath(const SourceFile &f) { return std::string(withoutDot(f.name())); }

ImportSection readImportSection(const SourceFile &src, bool shebang) {
  ImportSection s;
  std::string text(src.text());
  if (shebang && text.rfind("#!", 0) == 0)
    for (size_t i = 0; i < text.size() && text[i] != '\n'; i++) text[i] = ' ';
  std::string_view section;
  if (!SectionReader(text).read(&section)) {
    s.hasNul = true;
    s.error = "read " + src.path() + ": unexpected NUL in input";
    return s;
  }
  SectionParser parser(src, section, &s);
  parser.parse();
  if (const ScanError *e = parser.firstError()) {
    s.error = e->msg;
    s.pastLineEnd = e->at == section.size() && !section.empty() && section.back() == '\n';
    s.errorPos = src.at(e->at - s.pastLineEnd);
  } else if (auto bad = std::find_if(s.imports.begin(), s.imports.end(), [](const auto &i) { return !validPath(i.path); });
             bad != s.imports.end()) {
    s.error = place(src.path(), sources().resolve(bad->pos)) + ": invalid import path: " + bad->path;
  }
  if (!s.error.empty()) s.imports.clear();
  return s;
}

} // namespace frontend
