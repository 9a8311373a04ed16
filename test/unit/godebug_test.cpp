// godebug.def is the manual of the knobs: what it says has an effect is read somewhere, what is "accepted" nowhere.
#include "runtime/debug/godebug.h"
#include "test/unit/gtest.h"
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace fs = std::filesystem;

static std::string runtimeSources() {
  std::ostringstream s;
  for (auto &f : fs::recursive_directory_iterator(MINIGO_SOURCE_DIR "/runtime"))
    if (f.path().extension() == ".cpp" && f.path().filename() != "godebug.cpp") s << std::ifstream(f.path()).rdbuf();
  return s.str();
}

TEST(Godebug, AKnobHasAReaderOrIsAccepted) {
  const std::string sources = runtimeSources();
  struct Knob {
    const char *name, *text;
  };
  const Knob knobs[] = {
#define KNOB(name, def, text) {#name, text},
#include "runtime/debug/godebug.def"
  };
  for (const Knob &k : knobs) {
    bool accepted = std::string_view(k.text).starts_with("accepted");
    bool read = std::regex_search(sources, std::regex("\\bdebug\\." + std::string(k.name) + "\\b"));
    EXPECT_NE(accepted, read) << k.name << ": \"" << k.text << "\"";
  }
}

TEST(Godebug, SetenvChangesOnlyLiveKnobs) {
  rt::parsedebugvars("gctrace=1,panicnil=1,,nothing=1,madvdontneed=x");
  EXPECT_EQ(rt::debug.gctrace, 1);
  EXPECT_EQ(rt::debug.panicnil, 1);
  EXPECT_EQ(rt::debug.madvdontneed, 1); // not a number: as it was
  rt::reparsedebugvars("gctrace=2", 9, "", 0);
  EXPECT_EQ(rt::debug.gctrace, 1);
  EXPECT_EQ(rt::debug.panicnil, 0);
  rt::reparsedebugvars("", 0, "panicnil=1,x", 12);
  EXPECT_EQ(rt::debug.panicnil, 1);
}
