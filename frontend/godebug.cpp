// frontend/godebug.cpp: see godebug.h.
#include "frontend/godebug.h"
#include "frontend/unicode.h"
#include <cstdlib>

namespace frontend {

namespace {

// The settings of Go 1.22 (internal/godebugs): in which minor version the default changed, and what it was before.
struct Setting {
  std::string_view name;
  int changed = 0;
  std::string_view old = {};
};
constexpr Setting settings[] = {
    {"execerrdot"},
    {"gocachehash"},
    {"gocachetest"},
    {"gocacheverify"},
    {"gotypesalias"},
    {"http2client"},
    {"http2debug"},
    {"http2server"},
    {"httplaxcontentlength", 22, "1"},
    {"httpmuxgo121", 22, "1"},
    {"installgoroot"},
    {"jstmpllitinterp"},
    {"multipartmaxheaders"},
    {"multipartmaxparts"},
    {"multipathtcp"},
    {"netdns"},
    {"netedns0", 19, "0"},
    {"panicnil", 21, "1"},
    {"randautoseed"},
    {"tarinsecurepath"},
    {"tls10server", 22, "1"},
    {"tlsmaxrsasize"},
    {"tlsrsakex", 22, "1"},
    {"tlsunsafeekm", 22, "1"},
    {"x509sha1"},
    {"x509usefallbackroots"},
    {"x509usepolicies"},
    {"zipinsecurepath"},
};

bool isSetting(std::string_view name) {
  for (const Setting &s : settings)
    if (s.name == name) return true;
  return false;
}

std::string_view trim(std::string_view s) {
  const char *const blanks = " \t\r\n\v\f";
  size_t b = s.find_first_not_of(blanks);
  return b == s.npos ? "" : s.substr(b, s.find_last_not_of(blanks) - b + 1);
}

// What is wrong with "key=value"; empty: nothing.
std::string parse(std::string_view s, std::string *key, std::string *value) {
  const size_t eq = s.find('=');
  if (eq == s.npos) return "missing key=value";
  *key = s.substr(0, eq);
  *value = s.substr(eq + 1);
  if (key->find_first_of(" \t") != key->npos) return "key contains space";
  if (value->find_first_of(" \t") != value->npos) return "value contains space";
  if (key->find(',') != key->npos) return "key contains comma";
  if (value->find(',') != value->npos) return "value contains comma";
  return isSetting(*key) ? "" : "unknown //go:debug setting " + quoteString(*key);
}

} // namespace

void GodebugLines::add(const ImportSection::Directive &d) {
  const std::string_view word = "//go:debug";
  std::string_view text = d.text;
  if (text.rfind(word, 0) != 0) return;
  size_t blank = text.find_first_of(" \t");
  if (blank == text.npos && trim(text) != word) return; // another word
  std::string key, value;
  std::string why = parse(blank == text.npos ? "" : trim(text.substr(blank)), &key, &value);
  if (!why.empty()) {
    errors_.push_back({d.pos, "invalid //go:debug: " + why});
    return;
  }
  auto [it, isNew] = seen_.try_emplace(key, d.pos);
  if (!isNew) errors_.push_back({d.pos, "repeated //go:debug for " + key + "\n\t" + sources().show(it->second) + ": previous //go:debug"});
  values_[key] = value;
}

std::string GodebugLines::defaults(std::string_view goVersion) const {
  std::map<std::string, std::string> all;
  const int minor = goVersion.rfind("go1.", 0) == 0 ? atoi(std::string(goVersion.substr(4)).c_str()) : 0;
  for (const Setting &s : settings)
    if (minor > 0 && minor < s.changed) all[std::string(s.name)] = s.old;
  for (auto &[k, v] : values_) all[k] = v;
  std::string out;
  for (auto &[k, v] : all) out += (out.empty() ? "" : ",") + k + "=" + v;
  return out;
}

} // namespace frontend
