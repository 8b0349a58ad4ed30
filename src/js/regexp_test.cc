#include "js/regexp.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"

namespace {

struct Case {
  std::string_view pattern;
  std::string_view flags;
  /// Empty when the pattern is right, else "offset message".
  std::string_view expected;
};

std::string Show(std::string_view pattern, std::string_view flags) {
  const std::optional<js::RegExpError> error = js::ValidateRegExp(pattern, flags);
  return error ? std::to_string(error->offset) + " " + std::string(error->message) : "";
}

void Check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(Show(c.pattern, c.flags), c.expected) << "/" << c.pattern << "/" << c.flags;
  }
}

TEST(RegExp, ChecksFlags) {
  Check({{"", "", ""},
         {"a", "dgimsuy", ""},
         {"a", "dgimsvy", ""},
         {"a", "gg", "3 flag is repeated"},
         {"a", "x", "2 unknown flag"},
         {"a", "uv", "3 flags `u` and `v` exclude each other"}});
}

TEST(RegExp, AnnexBTakesWhatUnicodeRefuses) {
  for (const std::string_view pattern :
       {"]",      "}",      "{",    "a{",           "a{,5}",   "\\c",     "\\c0",
        "[\\c]",  "[\\c0]", "\\k",  "\\_",          "\\08",    "\\7",     "\\9",
        "(?=a)*", "\\u12",  "\\x1", "\\p{Nothing}", "[\\d-z]", "[a-\\d]", "\\1"}) {
    EXPECT_EQ(Show(pattern, ""), "") << pattern;
    EXPECT_NE(Show(pattern, "u"), "") << pattern;
    EXPECT_NE(Show(pattern, "v"), "") << pattern;
  }
}

TEST(RegExp, RefusesInEveryMode) {
  for (const std::string_view flags : {"", "u", "v"}) {
    for (const std::string_view pattern : {"(",
                                           ")",
                                           "(?",
                                           "(?:",
                                           "(?<",
                                           "(?<a",
                                           "(?<a>",
                                           "(?<>a)",
                                           "(?<1>a)",
                                           "[",
                                           "[a",
                                           "\\",
                                           "*",
                                           "+a",
                                           "?",
                                           "a**",
                                           "a{2,1}",
                                           "a{99999999999999999999,9}",
                                           "^*",
                                           "{1}",
                                           "(?<=a)*",
                                           "(?<!a)+",
                                           "(?a)",
                                           "(?-:a)",
                                           "(?ii:a)",
                                           "(?i-i:a)",
                                           "(?-ii:a)",
                                           "(?g:a)",
                                           "(?i",
                                           "(?i)",
                                           "[b-a]",
                                           "(?<a>x)(?<a>y)",
                                           "(?<a>x)|((?<a>y)(?<a>z))",
                                           "((?<a>x)|y)(?<a>z)",
                                           "(?<a>x)\\k<b>",
                                           "(?<a>x)\\k",
                                           "(?<a>x)\\k<a",
                                           "\\b*"}) {
      EXPECT_NE(Show(pattern, flags), "") << "/" << pattern << "/" << flags;
    }
  }
}

TEST(RegExp, TakesInEveryMode) {
  for (const std::string_view flags : {"", "u", "v"}) {
    for (const std::string_view pattern : {"",
                                           "|",
                                           "a|b",
                                           "(a)(?:b)(?=c)(?!d)(?<=e)(?<!f)",
                                           "a*?b+?c??d{1}?e{1,}f{1,2}",
                                           "^a$",
                                           "\\bx\\B",
                                           "[]",
                                           "[^]",
                                           "[a-z]",
                                           "[\\]\\-]",
                                           "\\/",
                                           "/",
                                           "\\cA",
                                           "\\0",
                                           "\\x41",
                                           "\\u0041",
                                           "(a)\\1",
                                           "\\1(a)",
                                           "(?<a>x)\\k<a>",
                                           "\\k<a>(?<a>x)",
                                           "(?<a>x)|(?<a>y)",
                                           "(?:(?<a>x)|(?<a>y))\\k<a>",
                                           "(?:(?<a>x)|(?:(?<a>y)|(?<a>z)))",
                                           "(?i:a)(?-i:b)(?im-s:c)",
                                           "(?<\\u0061>x)\\k<a>",
                                           "(?<\\u{61}>x)\\k<a>",
                                           "(?<\\ud835\\udc9c>x)",
                                           "(?<𝒜>.)\\k<𝒜>",
                                           "[\\b]",
                                           "\\d\\D\\s\\S\\w\\W",
                                           "a{0}",
                                           "a{007,07}",
                                           "😀"}) {
      EXPECT_EQ(Show(pattern, flags), "") << "/" << pattern << "/" << flags;
    }
  }
}

TEST(RegExp, KnowsPropertiesOfUnicode) {
  Check({{"\\p{L}\\P{Letter}\\p{gc=Lu}\\p{General_Category=digit}", "u", ""},
         {"\\p{Script=Greek}\\p{sc=Grek}\\p{scx=Seal}\\p{Script_Extensions=Zyyy}", "v", ""},
         {"\\p{ASCII}[\\p{Any}\\P{Assigned}]", "u", ""},
         {"\\p{RGI_Emoji}[\\p{Basic_Emoji}]", "v", ""},
         {"\\p{RGI_Emoji}", "u", "0 invalid property name"},
         {"\\P{RGI_Emoji}", "v", "0 invalid property name"},
         {"[^\\p{RGI_Emoji}]", "v", "0 negated character class may contain strings"},
         {"\\p{Greek}", "u", "0 invalid property name"},
         {"\\p{Script}", "u", "0 invalid property name"},
         {"\\p{Block=Thai}", "u", "0 invalid property name"},
         {"\\p{L", "u", "0 invalid property name"},
         {"\\p{}", "u", "0 invalid property name"},
         {"\\p{lu}", "u", "0 invalid property name"},
         {"a\\pL", "u", "1 invalid property name"},
         {"\\p{ASCII=Yes}", "u", "0 invalid property name"}});
}

TEST(RegExp, ReadsClassSets) {
  Check({{"[a&&b&&[c]]", "v", ""},
         {"[\\w--[a-z]--\\d]", "v", ""},
         {"[[a-z]&&\\q{a|bc|}]", "v", ""},
         {"[^\\q{a|b}]", "v", ""},
         {"[^[ab]--\\q{abc}]", "v", ""},
         {"[^\\q{ab}&&a]", "v", ""},
         {"[^\\q{ab}]", "v", "0 negated character class may contain strings"},
         {"[^\\q{}]", "v", "0 negated character class may contain strings"},
         {"[^\\q{ab}--a]", "v", "0 negated character class may contain strings"},
         {"[a&&b--c]", "v", "5 operators of a character class are mixed"},
         {"[ab--c]", "v", "3 operators of a character class are mixed"},
         {"[a-c&&b]", "v", "4 operators of a character class are mixed"},
         {"[a&&&b]", "v", "2 invalid operator in character class"},
         {"[a&&b-c]", "v", "4 a range cannot be an operand of `&&` or `--`"},
         {"[a!!b]", "v", "2 reserved double punctuator in character class"},
         {"[a&b!c]", "v", ""},
         {"[(]", "v", "1 character must be escaped in a class with flag `v`"},
         {"[a-]", "v", "3 character must be escaped in a class with flag `v`"},
         {"[\\(\\-\\&\\b\\]]", "v", ""},
         {"[\\q{a", "v", "1 `\\q{` is not closed"},
         {"[\\q]", "v", "1 invalid escape"},
         {"[[a]", "v", "0 character class is not closed"},
         {"[z-a]", "v", "1 range out of order in class"},
         {"[\\d-a]", "v", "1 a set of characters cannot bound a range"}});
}

TEST(RegExp, SeesSurrogatesOnlyWithoutUnicode) {
  // Without `u` the class holds D83D, the range DE00-D83D and DE01.
  Check({{"[😀-😁]", "", "3 range out of order in class"},
         {"[😀-😁]", "u", ""},
         {"[\\ud83d\\ude00-\\ud83d\\ude01]", "u", ""},
         {"😀*", "", ""},
         {"[\xf0\x9f]", "u", ""},
         {"(?<a\xff>x)", "u", "3 invalid name of a group"}});
}

TEST(RegExp, PlacesErrors) {
  Check({{"ab)c", "", "2 unmatched `)`"},
         {"a(b", "", "1 group is not closed"},
         {"a[b", "", "1 character class is not closed"},
         {"(a)\\2", "u", "3 back reference to a group that does not exist"},
         {"(?<a>.)\\k<b>", "", "7 back reference to a group name that does not exist"},
         {"[\\k](?<a>)", "", "1 invalid escape"},
         {"ab{3,2}", "", "2 numbers out of order in quantifier"}});
}

TEST(RegExp, BoundsNesting) {
  const auto nested = [](std::size_t depth, std::string_view open, std::string_view close) {
    std::string pattern;
    for (std::size_t i = 0; i < depth; ++i) pattern += open;
    for (std::size_t i = 0; i < depth; ++i) pattern += close;
    return pattern;
  };
  EXPECT_EQ(Show(nested(limits::kRegExpDepth, "(", ")"), ""), "");
  EXPECT_EQ(Show(nested(limits::kRegExpDepth + 1, "(", ")"), ""),
            "1000 groups are nested too deeply");
  EXPECT_EQ(Show(nested(limits::kRegExpClassDepth, "[", "]"), "v"), "");
  EXPECT_EQ(Show(nested(limits::kRegExpClassDepth + 1, "[", "]"), "v"),
            "200 character classes are nested too deeply");
  EXPECT_NE(Show(nested(1'000'000, "(", ""), "v"), "");
}

TEST(RegExp, EveryTruncationIsJudgedWithoutHarm) {
  const std::string_view whole =
      "^(?<y>\\d{4})-(?:[^\\]a-z\\u{1f600}\\p{L}[\\q{ab|c}--\\w]]|\\k<y>(?i-s:x){2,3}?)$";
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    for (const std::string_view flags : {"", "u", "v"}) {
      const auto error = js::ValidateRegExp(whole.substr(0, length), flags);
      EXPECT_TRUE(!error || error->offset <= length);
    }
  }
}

}  // namespace
