// frontend/embed.cpp: see embed.h.
//
// What must hold of an embedded file: its path, relative to the package's folder, would be packed into a module. So no
// element of it is a symbolic link, begins another module (has a go.mod), or has a name a module may not contain.
#include "frontend/embed.h"
#include "frontend/constant.h"
#include "frontend/files.h"
#include "frontend/load.h"
#include "frontend/unicode.h"
#include <algorithm>
#include <cstring>
#include <strings.h>

namespace frontend {

// ---- the directive's text

static bool isSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The length of the quoted string at the begin of s, quotes included; 0 if it does not end.
static size_t quotedLength(std::string_view s) {
  for (size_t i = 1; i < s.size(); i++) {
    if (s[0] == '"' && s[i] == '\\')
      i++;
    else if (s[i] == s[0])
      return i + 1;
  }
  return 0;
}

bool parseEmbedPatterns(std::string_view args, std::vector<EmbedPattern> *out, std::string *error) {
  auto bad = [&](std::string_view what) {
    *error = "invalid quoted string in //go:embed: " + std::string(what);
    return false;
  };
  for (size_t at = 0;;) {
    while (at < args.size() && isSpace(args[at])) at++;
    if (at == args.size()) return true;
    std::string_view rest = args.substr(at);
    size_t n = 0;
    if (rest[0] == '"' || rest[0] == '`') {
      n = quotedLength(rest);
      if (n == 0) return bad(rest);
      CV text = constFromLiteral(rest.substr(0, n), LitKind::String);
      if (text->kind != ConstKind::String) return bad(rest.substr(0, n));
      if (n < rest.size() && !isSpace(rest[n])) return bad(rest.substr(n));
      out->push_back({std::string(text->s), at});
    } else {
      while (n < rest.size() && !isSpace(rest[n])) n++;
      out->push_back({std::string(rest.substr(0, n)), at});
    }
    at += n;
  }
}

// ---- variables

bool isEmbed(const Directive &d) { return d.name == "go:embed"; }

// string, []byte (any byte type), or embed.FS.
EmbedKind embedKind(Type *t) {
  Named *n = dynNamed(t);
  if (n && n->obj->pkg && n->obj->pkg->path == "embed" && n->obj->name == "FS") return EmbedKind::Files;
  Type *u = under(t);
  if (Basic *b = dynBasic(u); b && b->bkind == BasicKind::String) return EmbedKind::String;
  if (Slice *s = dynSlice(u))
    if (Basic *b = dynBasic(under(s->elem)); b && b->bkind == BasicKind::Uint8) return EmbedKind::Bytes;
  return EmbedKind::None;
}

std::vector<std::string> embeddedFiles(const Package *pkg, const VarDecl *d) {
  std::vector<std::string> files;
  for (const Directive &dir : d->directives) {
    std::vector<EmbedPattern> patterns;
    std::string ignored;
    if (!isEmbed(dir) || !parseEmbedPatterns(dir.args, &patterns, &ignored)) continue;
    for (const EmbedPattern &p : patterns)
      if (auto it = pkg->embedded.find(p.text); it != pkg->embedded.end()) files.insert(files.end(), it->second.begin(), it->second.end());
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

// ---- shell patterns (path.Match)

// Reads one character of a class, "\\x" being x.
static bool classRune(std::string_view p, size_t *i, uint32_t *r) {
  if (*i == p.size() || p[*i] == '-' || p[*i] == ']') return false;
  if (p[*i] == '\\' && ++*i == p.size()) return false;
  unsigned width = 1;
  *r = decodeRune(p.substr(*i), &width);
  *i += width;
  return (*r != runeError || width > 1) && *i < p.size();
}

// p[*i] is the character after '['. Whether r is in the class; *i moves behind the ']'. *bad: no class.
static bool inClass(std::string_view p, size_t *i, uint32_t r, bool *bad) {
  bool negated = *i < p.size() && p[*i] == '^', found = false;
  *i += negated;
  for (size_t ranges = 0;; ranges++) {
    if (*i < p.size() && p[*i] == ']' && ranges > 0) break;
    uint32_t lo = 0, hi = 0;
    if (!classRune(p, i, &lo)) return *bad = true;
    hi = lo;
    if (p[*i] == '-' && (++*i, !classRune(p, i, &hi))) return *bad = true;
    found |= lo <= r && r <= hi;
  }
  ++*i;
  return found != negated;
}

// One pattern character other than '*' against the name at *n: both move on if it matches. The pattern is valid.
static bool matchOne(std::string_view p, size_t *i, std::string_view name, size_t *n) {
  unsigned width = 1;
  uint32_t r = decodeRune(name.substr(*n), &width);
  bool bad = false, match = true;
  if (p[*i] == '[') {
    ++*i;
    match = inClass(p, i, r, &bad);
  } else if (p[*i] == '?') {
    ++*i;
  } else {
    *i += p[*i] == '\\';
    match = p[(*i)++] == name[*n];
    width = 1;
  }
  *n += width;
  return match;
}

// Whether the name, an element of a path, matches the pattern. After a mismatch the last '*' takes one byte more.
static bool matchElement(std::string_view p, std::string_view name) {
  size_t i = 0, n = 0, star = p.npos, starName = 0;
  while (n < name.size() || (i < p.size() && p[i] == '*')) {
    if (i < p.size() && p[i] == '*') {
      star = ++i;
      starName = n;
    } else if (i == p.size() || !matchOne(p, &i, name, &n)) {
      if (star == p.npos || starName == name.size()) return false;
      i = star;
      n = ++starName;
    }
  }
  return i == p.size();
}

// Whether the classes and escapes of the pattern are complete.
static bool validSyntax(std::string_view p) {
  bool bad = false;
  for (size_t i = 0; i < p.size() && !bad;) {
    char c = p[i++];
    if (c == '\\')
      bad = i++ == p.size();
    else if (c == '[')
      inClass(p, &i, 0, &bad);
  }
  return !bad;
}

// io/fs.ValidPath: UTF-8, no leading or trailing slash, no empty, "." or ".." element.
static bool validPattern(std::string_view p) {
  for (size_t i = 0; i < p.size();) {
    unsigned width = 1;
    if (decodeRune(p.substr(i), &width) == runeError && width == 1) return false;
    i += width;
  }
  for (size_t b = 0; b <= p.size();) {
    size_t e = std::min(p.find('/', b), p.size());
    std::string_view elem = p.substr(b, e - b);
    if (elem.empty() || elem == "." || elem == "..") return false;
    b = e + 1;
  }
  return validSyntax(p);
}

// ---- files

// The paths, relative to dir, that match the elements of glob; in the order of names, folder by folder.
static std::vector<std::string> globFiles(const std::string &dir, std::string_view glob) {
  std::vector<std::string> found{""};
  for (size_t b = 0; b <= glob.size() && !found.empty();) {
    size_t e = std::min(glob.find('/', b), glob.size());
    std::string elem(glob.substr(b, e - b));
    bool meta = elem.find_first_of("*?[\\") != elem.npos;
    std::vector<std::string> next;
    for (const std::string &parent : found) {
      std::string prefix = parent.empty() ? "" : parent + "/";
      if (!meta && linkKindOf(dir + "/" + prefix + elem) != FileKind::None) next.push_back(prefix + elem);
      if (meta)
        for (const std::string &n : listFolder(dir + "/" + parent))
          if (matchElement(elem, n)) next.push_back(prefix + n);
    }
    found.swap(next);
    b = e + 1;
  }
  return found;
}

// Whether a module may contain a file or folder of this name (x/mod/module.CheckFilePath, and version control's own).
static bool badName(const std::string &name) {
  static const char *const control[] = {".bzr", ".hg", ".git", ".svn"};
  static const char *const reserved[] = {"con", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "prn",
                                         "aux", "nul",  "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"};
  if (name.empty() || name.back() == '.') return true;
  for (size_t i = 0; i < name.size();) {
    unsigned width = 1;
    uint32_t r = decodeRune(std::string_view(name).substr(i), &width);
    bool good = r < 0x80
                    ? (r >= '0' && r <= '9') || (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') || strchr("!#$%&()+,-.=@[]^_{}~ ", int(r))
                    : isLetter(r);
    if (!good || r == 0) return true;
    i += width;
  }
  std::string base = name.substr(0, name.find('.'));
  auto is = [](const std::string &s) { return [&s](const char *k) { return strcasecmp(k, s.c_str()) == 0; }; };
  return std::any_of(std::begin(reserved), std::end(reserved), is(base)) ||
         std::any_of(std::begin(control), std::end(control), [&](const char *k) { return name == k; });
}

static bool beginsModule(const std::string &dir) { return pathExists(dir + "/go.mod"); }

// All elements of rel, the last one first. False: *error.
static bool checkElements(const std::string &dir, const std::string &rel, const std::string &what, std::string *error) {
  auto no = [&](const std::string &why) {
    *error = "cannot embed " + what + " " + rel + ": " + why;
    return false;
  };
  for (std::string path = rel; !path.empty(); path.erase(path.rfind('/') == path.npos ? 0 : path.rfind('/'))) {
    if (beginsModule(dir + "/" + path)) return no("in different module");
    FileKind kind = linkKindOf(dir + "/" + path);
    if (path != rel && kind != FileKind::None && kind != FileKind::Folder) return no("in non-directory " + path);
    std::string elem = path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1);
    if (badName(elem)) return no((path == rel ? "invalid name " : "in invalid directory ") + elem);
  }
  return true;
}

static void addFolder(const std::string &dir, const std::string &rel, bool hidden, std::vector<std::string> *files) {
  for (const std::string &n : listFolder(dir + "/" + rel)) {
    std::string path = rel + "/" + n;
    if (badName(n) || ((n[0] == '.' || n[0] == '_') && !hidden)) continue;
    FileKind kind = linkKindOf(dir + "/" + path);
    if (kind == FileKind::Folder && !beginsModule(dir + "/" + path))
      addFolder(dir, path, hidden, files);
    else if (kind == FileKind::File)
      files->push_back(path);
  }
}

static bool addMatch(const std::string &dir, const std::string &rel, bool hidden, std::vector<std::string> *files, std::string *error) {
  FileKind kind = linkKindOf(dir + "/" + rel);
  if (kind == FileKind::None) return true; // gone meanwhile
  if (!checkElements(dir, rel, kind == FileKind::Folder ? "directory" : "file", error)) return false;
  if (kind == FileKind::File) {
    files->push_back(rel);
    return true;
  }
  if (kind != FileKind::Folder) {
    *error = "cannot embed irregular file " + rel;
    return false;
  }
  size_t before = files->size();
  addFolder(dir, rel, hidden, files);
  if (files->size() > before) return true;
  *error = "cannot embed directory " + rel + ": contains no embeddable files";
  return false;
}

bool resolveEmbed(const std::string &dir, const std::string &pattern, std::vector<std::string> *files, std::string *error) {
  bool hidden = pattern.rfind("all:", 0) == 0;
  std::string glob = pattern.substr(hidden ? 4 : 0);
  if (!validPattern(glob)) {
    *error = "invalid pattern syntax";
    return false;
  }
  for (const std::string &rel : globFiles(dir, glob))
    if (!addMatch(dir, rel, hidden, files, error)) return false;
  std::sort(files->begin(), files->end());
  files->erase(std::unique(files->begin(), files->end()), files->end());
  if (files->empty()) *error = "no matching files found";
  return !files->empty();
}

} // namespace frontend
