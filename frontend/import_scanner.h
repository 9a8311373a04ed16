// frontend/import_scanner.h: the tokens of a file's beginning as the go command sees them.
//
// The go command reads package clauses and imports with go/scanner, whose errors differ from the compiler's in text and
// place. Only what can be told from outside is kept of a token: its kind, its spelling, where it begins.
// Mirrors go/scanner (Scan, scanComment, scanEscape, scanNumber).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace frontend {

struct ScanError {
  size_t at; // byte offset
  std::string msg;
};

enum class ScanKind : uint8_t { Illegal, Eof, Comment, Ident, Number, Rune, String, Operator, Keyword };

struct ScanToken {
  ScanKind kind = ScanKind::Illegal;
  std::string_view text; // spelling; of a semicolon made from a line's end "\n"
  size_t at = 0;
  bool is(std::string_view op) const { return (kind == ScanKind::Operator || kind == ScanKind::Keyword) && text == op; }
  bool isSemicolon() const { return kind == ScanKind::Operator && (text == ";" || text == "\n"); }
  bool isLiteral() const { return kind >= ScanKind::Ident && kind <= ScanKind::String; } // names are literals to go/token
};

class ImportScanner {
public:
  ImportScanner(std::string_view text, std::vector<ScanError> &errors);
  ScanToken next();

private:
  void advance();
  int32_t peek() const { return next_ < text_.size() ? static_cast<unsigned char>(text_[next_]) : 0; }
  void error(size_t at, std::string msg) { errors_.push_back({at, std::move(msg)}); }
  std::string_view from(size_t begin) const { return text_.substr(begin, at_ - begin); }
  ScanToken newline(size_t at);
  ScanToken comment(size_t begin);
  ScanToken op(size_t begin);
  void number();
  void exponent(); // and the imaginary suffix
  unsigned digits(int base, size_t *invalid);
  void rune(size_t begin), string(size_t begin), rawString(size_t begin);
  bool escape(int32_t quote);
  void lineDirective(size_t begin, std::string_view comment);

  static constexpr int32_t eof = -1;
  static constexpr size_t none = size_t(-1);
  std::string_view text_;
  std::vector<ScanError> &errors_;
  int32_t ch_ = ' '; // the character at at_
  size_t at_ = 0, next_ = 0, lineStart_ = 0;
  size_t newlineAt_ = none; // the line end within the comment just read, which ends a statement
  bool insertSemi_ = false;
  // Of the number being read.
  int base_ = 10;
  char prefix_ = 0;
  bool isInt_ = false;
};

} // namespace frontend
