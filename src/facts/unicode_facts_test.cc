#include <gtest/gtest.h>

#include <string>

#include "base/text.h"
#include "facts/byte_scan.h"
#include "facts/harness_test.h"
#include "facts/invisible.h"

namespace facts {
namespace {

void Check(std::string_view path, std::string_view text, std::string_view expected) {
  EXPECT_EQ(Lines(Only(ExtractFrom({{path, text}}), "file.")), expected) << path;
}

std::string Selectors(std::string_view hidden) {
  std::string text;
  for (const char c : hidden) {
    const auto byte = static_cast<unsigned char>(c);
    AppendUtf8(text, byte < 16 ? 0xFE00 + byte : 0xE0100 + byte - 16U);
  }
  return text;
}

std::string Repeat(std::string_view piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(InvisibleUnicode, DecodesVariationSelectors) {
  Check("a.js", "const a = 1;\nconst s = '" + Selectors("console.log(1)") + "';\n",
        "file.invisible-unicode a.js:2:12 carrier=yes class=variation-selector count=14 in=code "
        "longest=14 => console.log(1)\n");
}

TEST(InvisibleUnicode, DecodesTagsAndZeroWidthBits) {
  std::string tags;
  for (const char c : std::string_view("ignore all"))
    AppendUtf8(tags, 0xE0000U + static_cast<unsigned char>(c));
  Check("README.md", "x" + tags,
        "file.invisible-unicode README.md:1:2 carrier=yes class=tag count=10 in=text longest=10 => "
        "ignore all\n");
  std::string bits;
  for (const char c : std::string_view("eval(x)")) {
    for (int bit = 7; bit >= 0; --bit) bits += ((c >> bit) & 1) != 0 ? "\u200C" : "\u200B";
  }
  Check(
      "b.ts", bits,
      "file.invisible-unicode b.ts:1:1 carrier=yes class=zero-width count=56 in=code longest=56 => "
      "eval(x)\n");
}

TEST(InvisibleUnicode, SeesRunsThatCarryNothingKnown) {
  Check(
      "a.js", "var x = '" + Repeat("\u200B", 12) + "'",
      "file.invisible-unicode a.js:1:10 carrier=no class=zero-width count=12 in=code longest=12\n");
  Check("a.js", "let us\u200Cer = 1",
        "file.invisible-unicode a.js:1:7 carrier=no class=zero-width count=1 in=code longest=1\n");
}

TEST(InvisibleUnicode, LeavesEverydayTextAlone) {
  Check("a.md", "\uFEFF# Title \u2764\uFE0F \U0001F468\u200D\U0001F469\u200D\U0001F467 ok", "");
  Check("flag.md", "\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "");
  Check("fa.js", "const t = 'می\u200Cخواهم'", "");
  Check("icons.js", "a='\uE001\uE002\uE003'", "");
  Check("a.md", "co\u00ADop", "");
  Check("blanks.js", "/[\u200B\u200C\u200D\u2060\uFEFF]/", "");
}

TEST(InvisibleUnicode, FindsARunAtAnyOffset) {
  for (int before = 0; before < 140; ++before) {
    const std::string text = Repeat("a", before) + "\u3164\u3164\u3164" + Repeat("b", 70);
    const Facts found = Only(ExtractFrom({{"a.js", text}}), "file.");
    ASSERT_EQ(found.size(), 1U) << before;
    EXPECT_EQ(found[0].evidence.bytes.begin, static_cast<std::uint32_t>(before));
  }
}

std::string Reorders(std::string_view line) {
  const Facts facts = Only(ExtractFrom({{"a.js", line}}), "file.bidi");
  return facts.empty() ? std::string() : std::string(facts[0].Find("reorders")->View());
}

TEST(Bidi, WorksOutWhetherTheOrderOnScreenIsAnother) {
  // One stretch left to right, whatever is around it, stays where it is.
  EXPECT_EQ(Reorders("a\u202E\u2066b;\n"), "no");
  EXPECT_EQ(Reorders("a\u202D\u202E\u2066\u2067\u2069b;\n"), "no");
  EXPECT_EQ(Reorders("a\u202D b;\n"), "no");
  EXPECT_EQ(Reorders("a\u202E\u202Ab;\n"), "no");
  // Text right to left, and things that change places within something right to left.
  EXPECT_EQ(Reorders("a\u2067b;\n"), "yes");
  EXPECT_EQ(Reorders("a\u202E\u2066b\u2069\u2066c;\n"), "yes");
  EXPECT_EQ(Reorders("a\u202E\u2066b\u2069c;\n"), "yes");
  EXPECT_EQ(Reorders("a\u202D\u202E\u2066\u2067b;\n"), "yes");
  EXPECT_EQ(Reorders("a\u2068b;\n"), "yes");
  // A pop ends no isolate, and the end of an isolate ends what was opened in it.
  EXPECT_EQ(Reorders("a\u2067\u202Cb;\n"), "yes");
  EXPECT_EQ(Reorders("a\u202A\u2066\u202E\u2069b;\n"), "no");
  // The next line begins anew; nothing follows what is opened last.
  EXPECT_EQ(Reorders("a\u202E\nb;\n"), "no");
  std::string deep = "a";
  for (int i = 0; i < 40; ++i) deep += "\u202A";
  EXPECT_EQ(Reorders(deep + "b;\n"), "yes");
}

TEST(Bidi, TellsControlsAndWhetherALineEndsInside) {
  Check("a.js", "if (x) { /*\u202E } \u2066if (admin)\u2069 \u2066 begin */\n}\n",
        "file.bidi a.js:1:12 controls=RLO LRI PDI count=4 in=code listed=no reorders=yes "
        "unbalanced=yes\n");
  Check("he.json", "{\"a\":\"\u202Bשלום\u202C\"}\n",
        "file.bidi he.json:1:7 controls=RLE PDF count=2 in=config listed=no reorders=no "
        "unbalanced=no\n");
  // The line ends in a stretch of plain ASCII that the fast pass skips.
  Check("far.js", "// \u202E\n" + Repeat("x", 300) + "\n// \u202C\n",
        "file.bidi far.js:1:4 controls=PDF RLO count=2 in=code listed=no reorders=no "
        "unbalanced=yes\n");
  Check("list.js", "x='\u202D\u202E\u2066'\n",
        "file.bidi list.js:1:4 controls=LRO RLO LRI count=3 in=code listed=yes reorders=no "
        "unbalanced=yes\n");
  Check("marks.js", "'\u200E\u200F\u061C'", "");
}

TEST(OffScreen, FindsCodePushedOutOfSight) {
  const std::string blanks(200, ' ');
  Check("a.js", "module.exports = 1;" + blanks + "eval(y)\n",
        "file.off-screen a.js:1:220 column=220 in=code spaces=200\n");
  Check("a.js", "x\n" + std::string(500, ' ') + "eval(y)\n",
        "file.off-screen a.js:2:501 column=501 in=code spaces=500\n");
  Check("tabs.py", "a = 1;" + std::string(130, '\t') + "exec(b)",
        "file.off-screen tabs.py:1:137 column=137 in=code spaces=130\n");
  Check("trailing.js", "a();" + blanks + "\nb();", "");
  Check("deep.js", blanks + "foo();", "");
  Check("frame.js", "/* title" + blanks + "*/", "");
  Check("table.md", "| a" + blanks + "| b |", "");
  Check("short.js", "a();" + std::string(100, ' ') + "b();", "");
}

TEST(OffScreen, FindsARunAtAnyOffset) {
  for (int before = 1; before < 140; ++before) {
    const std::string text = Repeat("a", before) + std::string(kLongBlank, ' ') + "b()";
    EXPECT_EQ(ScanBytes(text).blanks.size(), 1U) << before;
  }
}

TEST(ByteScan, DoesNotTakeNeighboursOfBlanksForBlanks) {
  // 0x20 and 0x09 differ in bits that other bytes have too: `)` is 0x29, `!` is 0x21.
  for (const char c : {')', '!', '\0', '(', '\b', '\x01', '-'})
    EXPECT_TRUE(ScanBytes("x" + std::string(300, c) + "y").blanks.empty()) << c;
}

TEST(ByteScan, FindsLineEndsBehindBlanksAtAnyOffset) {
  for (std::size_t before = 0; before < 140; ++before) {
    const std::string text = std::string(before, 'a') + " \n" + Repeat("\n", 70) + "\t\nb \r\n ";
    const std::size_t first = FindBlankLineEnd(text, 0);
    EXPECT_EQ(first, before + 1);
    EXPECT_EQ(FindBlankLineEnd(text, first), first);
    EXPECT_EQ(FindBlankLineEnd(text, first + 1), before + 73);
    EXPECT_EQ(FindBlankLineEnd(text, before + 74), std::string_view::npos);
    EXPECT_EQ(CountLineFeeds(text), 73U);
  }
  EXPECT_EQ(FindBlankLineEnd("", 0), std::string_view::npos);
  EXPECT_EQ(FindBlankLineEnd("\n", 0), std::string_view::npos);
}

TEST(InvisibleUnicode, IsNotHiddenByACutOffCharacterBefore) {
  Check("a.js", "\xE4\x80" + Selectors("alert(1)"),
        "file.invisible-unicode a.js:1:2 carrier=yes class=variation-selector count=8 in=code "
        "longest=8 => alert(1)\n");
}

TEST(InvisibleUnicode, BoundsWhatItDecodes) {
  const Facts found =
      Only(ExtractFrom({{"a.js", Repeat(Selectors("0123456789abcdef"), 60'000)}}), "file.");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].Find("count")->View(), "960000");
  EXPECT_LE(found[0].evidence.decoded.View().size(), 4000U);
}

TEST(MeasureLines, CountsTheLastLineToo) {
  const LineLengths lengths = MeasureLines("a\nbbbb\ncc");
  EXPECT_EQ(lengths.lines, 3U);
  EXPECT_EQ(lengths.longest, 4U);
  EXPECT_EQ(lengths.longest_line, 2U);
  EXPECT_EQ(MeasureLines("").lines, 0U);
}

}  // namespace
}  // namespace facts
