// frontend/hints.cpp: what the rich form of a diagnostic adds for a reader who does not know gc's texts by heart.
//
// A hint says what to do, not what is wrong. Hints that need more than the text (which names exist) are made where the
// error is found, with NearestName.
#include "frontend/diag.h"
#include <algorithm>
#include <vector>

namespace frontend {

std::string hintFor(const std::string &msg) {
  struct Rule {
    const char *part, *hint;
  };
  static const Rule rules[] = {
      {"declared and not used", "use it, or assign it to _"},
      {"imported and not used", "remove the import, or import it as _ for its initialisation alone"},
      {"missing return", "every way through the function must end in a return, a panic or an endless loop"},
      {"no new variables on left side of :=", "use = to assign to variables that exist"},
      {"non-declaration statement outside function body", "statements stand in functions; := declares only there"},
      {"has pointer receiver)", "the methods belong to the pointer: take the address with &"},
      {"unexpected newline, expected comma or )", "a list that goes on in the next line needs a comma at the end of this one"},
      {"unexpected newline in composite literal", "the last element of a literal over several lines needs a comma, too"},
      {"unexpected newline in argument list", "the last argument of a list over several lines needs a comma, too"},
      {"non-boolean condition", "conditions are of type bool: compare with a value"},
      {"multiple-value ", "take the results apart: a, b := f()"},
      {"(mismatched types ", "convert one operand: T(x)"},
      {"cannot assign to struct field", "elements of maps cannot be changed in place: copy, change, store back"},
      {"is not a type", "a value stands where a type is needed; is the name shadowed?"},
      {"break is not in a loop, switch, or select", "return leaves a function"},
  };
  for (const Rule &r : rules)
    if (msg.find(r.part) != msg.npos) return r.hint;
  return "";
}

// Edits (insertions, deletions, substitutions, swaps of neighbours) that turn a into b.
static size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); j++) last[j] = j;
  for (size_t i = 1; i <= a.size(); i++) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); j++) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

void NearestName::offer(std::string_view candidate) {
  constexpr size_t longest = 64;
  if (name_.size() > longest || candidate.size() > longest || candidate == name_ || candidate == "_") return;
  size_t n = editDistance(name_, candidate);
  // Of equally near names one that goes on where this one stops, then the first in the alphabet: scopes have no order.
  auto rank = [&](std::string_view c) { return std::pair(c.substr(0, name_.size()) != name_, c); };
  if (n > best_ || (n == best_ && (found_.empty() || rank(candidate) >= rank(found_)))) return;
  best_ = n;
  found_ = candidate;
}

std::string NearestName::hint(const std::string &prefix) const { return found_.empty() ? "" : "did you mean " + prefix + found_ + "?"; }

} // namespace frontend
