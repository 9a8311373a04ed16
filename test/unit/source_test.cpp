// Positions, line directives and the rules of diagnostics.
#include "frontend/diag.h"
#include "frontend/source.h"
#include <gtest/gtest.h>

using namespace frontend;

TEST(Source, PositionsResolveToLineAndByteColumn) {
  SourceManager sm;
  SourceFile *a = sm.addText("./a.go", "/a.go", "x\nyz\n"), *b = sm.addText("./b.go", "/b.go", "");
  EXPECT_EQ(sm.show(a->at(0)), "./a.go:1:1");
  EXPECT_EQ(sm.show(a->at(3)), "./a.go:2:2");
  EXPECT_EQ(sm.show(a->end()), "./a.go:3:1");
  EXPECT_EQ(sm.show(b->begin()), "./b.go:1:1");
  EXPECT_EQ(sm.show(Pos{}), "<unknown line number>");
  EXPECT_EQ(a->lineText(2), "yz");
}

TEST(Source, LineDirectivesGovernWhatFollows) {
  SourceManager sm;
  SourceFile *f = sm.addText("./a.go", "/a.go", "a\nb\nc\n");
  sm.addLineDirective(f->at(2), "g.y", 40, 0);
  EXPECT_EQ(sm.show(f->at(0)), "./a.go:1:1");
  EXPECT_EQ(sm.show(f->at(2)), "g.y:40");
  EXPECT_EQ(sm.show(f->at(4)), "g.y:41");
  EXPECT_EQ(sm.resolvePhysical(f->at(4)).line, 3u);
}

TEST(Source, InterningGivesOneAddress) {
  std::string a = "name", b = "name";
  EXPECT_EQ(intern(a).data(), intern(b).data());
}

static std::string show(void (*report)(Diagnostics &, SourceFile *)) {
  SourceFile *f = sources().addText("./x.go", "/x.go", std::string(40, '\n'));
  char *text = nullptr;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  Diagnostics d(out);
  report(d, f);
  d.flush();
  fclose(out);
  std::string s(text, size);
  free(text);
  return s;
}

TEST(Diagnostics, SortedByPositionAndEqualOnesDropped) {
  EXPECT_EQ(show([](Diagnostics &d, SourceFile *f) {
              d.error(f->at(5), "b");
              d.error(f->at(2), "a\n\thave ()");
              d.error(f->at(5), "b");
            }),
            "./x.go:3:1: a\n\thave ()\n./x.go:6:1: b\n");
}

TEST(Diagnostics, OneSyntaxErrorALine) {
  EXPECT_EQ(show([](Diagnostics &d, SourceFile *f) {
              d.error(f->at(1), "syntax error: one");
              d.error(f->at(1), "syntax error: two");
              d.error(f->at(1), "newline in string");
            }),
            "./x.go:2:1: syntax error: one\n./x.go:2:1: newline in string\n");
}

TEST(Diagnostics, TheTenthErrorEndsReporting) {
  std::string s = show([](Diagnostics &d, SourceFile *f) {
    for (size_t i = 0; i < 12; i++) d.error(f->at(i), "e");
  });
  EXPECT_EQ(std::count(s.begin(), s.end(), '\n'), 11);
  EXPECT_NE(s.find("./x.go:10:1: too many errors\n"), s.npos);
}
