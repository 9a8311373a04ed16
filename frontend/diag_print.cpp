// frontend/diag_print.cpp: the three forms of a diagnostic.
//
//   plain   ./x.go:4:6: undefined: prit            as gc prints it, with its continuation lines
//   rich    the same, then    4 | \tprit(1)         the source line, what the position is about underlined, and a hint
//                               | \t^~~~
//                             hint: did you mean print?
//   json    {"file":"./x.go","line":4,"column":6,"package":"command-line-arguments","message":"undefined: prit"}
//           and, where there are any, "continuation":["have (int)","want ()"] and "hint":"...". An error without a place
//           has no file, line and column; a column gc does not show (255 and above) is given.
#include "frontend/diag.h"
#include "frontend/unicode.h"
#include <algorithm>

namespace frontend {

void Diagnostics::write(const std::string &text) {
  if (holding_)
    now_.shown += text;
  else
    fwrite(text.data(), 1, text.size(), out_);
}

void Diagnostics::print(const Entry &e) {
  if (quiet) return;
  if (form == DiagForm::Json) return printJson(e);
  if (!now_.headerDone && !package_.empty()) write("# " + package_ + "\n");
  now_.headerDone = true;
  printPlain(e);
  if (form == DiagForm::Rich) printSource(e);
}

void Diagnostics::printPlain(const Entry &e) { write(e.where + e.msg + '\n'); }

// ---- rich

// The bytes of the identifier or number that starts at s; 0 for anything else.
static size_t tokenLength(std::string_view s) {
  size_t n = 0;
  while (n < s.size()) {
    unsigned width = 1;
    uint32_t r = decodeRune(s.substr(n), &width);
    if (!isLetter(r) && !isDigit(r) && r != '_') break;
    n += width;
  }
  return n;
}

// Blanks as wide as s: tabs stay tabs, a character of several bytes is one blank.
static std::string blanksFor(std::string_view s) {
  std::string blanks;
  for (char c : s)
    if (c == '\t' || (static_cast<unsigned char>(c) & 0xc0) != 0x80) blanks += c == '\t' ? '\t' : ' ';
  return blanks;
}

// Control characters of a source must not reach the terminal.
static std::string printable(std::string_view s) {
  std::string r;
  for (char c : s) r += (c >= 0 && c < ' ' && c != '\t') || c == 0x7f ? ' ' : c;
  return r;
}

void Diagnostics::printSource(const Entry &e) {
  constexpr size_t longest = 200; // bytes of a line that are worth showing
  Location l = sources().resolvePhysical(e.pos);
  const SourceFile *f = sources().fileOf(e.pos);
  std::string text;
  if (f && l.valid() && l.col <= longest) {
    std::string_view line = f->lineText(l.line);
    size_t at = std::min<size_t>(l.col - 1, line.size());
    std::string number = std::to_string(l.line), gutter(std::max<size_t>(number.size(), 5), ' ');
    size_t length = tokenLength(line.substr(at));
    text = gutter.substr(number.size()) + number + " | " + printable(line.substr(0, longest)) + '\n';
    text += gutter + " | " + blanksFor(line.substr(0, at)) + '^';
    size_t width = blanksFor(line.substr(at, length)).size();
    text += std::string(width > 1 ? width - 1 : 0, '~') + '\n';
  }
  if (!e.hint.empty()) text += "\thint: " + e.hint + '\n';
  write(text);
}

// ---- json

static std::string jsonString(std::string_view s) {
  std::string r = "\"";
  for (size_t i = 0; i < s.size();) {
    unsigned width = 1;
    uint32_t c = decodeRune(s.substr(i), &width);
    if (c == '"' || c == '\\') {
      r += '\\';
      r += char(c);
    } else if (c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029) {
      char hex[8];
      snprintf(hex, sizeof hex, "\\u%04x", c);
      r += c == '\n' ? "\\n" : c == '\t' ? "\\t" : hex;
    } else {
      appendRune(r, c); // an invalid encoding becomes U+FFFD
    }
    i += width;
  }
  return r + '"';
}

void Diagnostics::printJson(const Entry &e) {
  std::string text = "{", lines;
  size_t end = e.msg.find('\n');
  if (Location l = sources().resolve(e.pos); l.valid()) {
    text += "\"file\":" + jsonString(l.file) + ",\"line\":" + std::to_string(l.line);
    if (l.col > 0) text += ",\"column\":" + std::to_string(l.col);
    text += ',';
  }
  if (!package_.empty()) text += "\"package\":" + jsonString(package_) + ',';
  text += "\"message\":" + jsonString(e.msg.substr(0, end));
  while (end != e.msg.npos) {
    size_t begin = end + 1;
    end = e.msg.find('\n', begin);
    std::string line = e.msg.substr(begin, end - begin);
    lines += (lines.empty() ? "" : ",") + jsonString(line.substr(line.rfind('\t', 0) == 0 ? 1 : 0));
  }
  if (!lines.empty()) text += ",\"continuation\":[" + lines + ']';
  if (!e.hint.empty()) text += ",\"hint\":" + jsonString(e.hint);
  text += "}\n";
  write(text);
}

} // namespace frontend
