#include "formats/yaml.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace formats::yaml {
namespace {

/// The tree in JSON's form, with offsets of scalars and keys.
std::string Dump(const json::Value& value) {
  const std::string at = fmt::format("@{}", value.offset());
  if (value.IsNull()) return "null";
  if (const auto flag = value.AsBool()) return (*flag ? "true" : "false") + at;
  if (const auto number = value.AsNumberText()) return std::string(*number) + at;
  if (const auto text = value.AsString()) return fmt::format("\"{}\"{}", *text, at);
  std::string dump;
  if (value.kind() == json::Kind::kArray) {
    for (const json::Value& element : value.Elements())
      dump += (dump.empty() ? "" : " ") + Dump(element);
    return "[" + dump + "]";
  }
  for (const json::Member& member : value.Members()) {
    dump += fmt::format("{}{}@{}:{}", dump.empty() ? "" : " ", member.key, member.key_offset,
                        Dump(member.value));
  }
  return "{" + dump + "}";
}

std::string Outcome(const tl::expected<json::Document, SyntaxError>& parsed) {
  if (parsed) return Dump(parsed->root());
  return fmt::format("{}:{}: {}", parsed.error().position.line, parsed.error().position.column,
                     parsed.error().message);
}

std::string OutcomeOf(const Partial& partial) {
  if (!partial.fault) return Dump(partial.document.root());
  return fmt::format("{}:{}: {}", partial.fault->position.line, partial.fault->position.column,
                     partial.fault->message);
}

/// What both readers must say; `fast` tells whether the fast one is to read it at all.
enum class By : std::uint8_t { kBoth, kEventsAlone };
void Check(std::string_view text, std::string_view expected, By by = By::kBoth) {
  EXPECT_EQ(OutcomeOf(ParseEvents(text)), expected) << text;
  const auto blocks = ParseBlocks(text);
  EXPECT_EQ(blocks.has_value(), by == By::kBoth) << text;
  if (!blocks) return;
  EXPECT_EQ(Dump(blocks->root()), expected) << text;
}

}  // namespace

TEST(Yaml, ReadsMappingsAndLists) {
  Check("a: b\nc:\n  d: 1\n  e: [x, 2, {y: z}]\n",
        R"([{a@0:"b"@3 c@5:{d@10:1@13 e@17:["x"@21 2@24 {y@28:"z"@31}]}}])");
  Check("a:\n- b\n- c: 1\n  d: 2\n-\n  e: 3\n- - x\n  - y\nf:\n",
        R"([{a@0:["b"@5 {c@9:1@12 d@16:2@19} {e@25:3@28} ["x"@34 "y"@40]] f@42:null}])");
  Check("- a\n- b\n", R"([["a"@2 "b"@6]])");
  Check("", "[]");
  Check("# only a comment\n", "[]");
  Check("a: {}\nb: []\n", "[{a@0:{} b@6:[]}]");
}

TEST(Yaml, ReadsScalarsAsYamlsJsonSchemaHasThem) {
  Check("a: 1.10\nb: yes\nc: 010\nd: ~\ne: null\nf: True\ng: 1e3\nh: .5\ni: 0x1f\nj: -1\n",
        R"([{a@0:1.10@3 b@8:"yes"@11 c@15:"010"@18 d@22:null e@27:null f@35:true@38 g@43:1e3@46 )"
        R"(h@50:".5"@53 i@56:"0x1f"@59 j@64:-1@67}])");
  Check("'a b': 'it''s'\n\"c\": \"1\"\n", R"([{a b@0:"it's"@7 c@15:"1"@20}])");
  Check("a: http://x.example:80/y#z # comment\nb: c#d\n",
        R"([{a@0:"http://x.example:80/y#z"@3 b@37:"c#d"@40}])");
  Check("a: \"x\\ty\"\n", "[{a@0:\"x\ty\"@3}]", By::kEventsAlone);
}

TEST(Yaml, ReadsTextOfSeveralLines) {
  Check("a:\n  b: |-\n    one\n\n      two\n  c: |\n    three\nd: 1\n",
        "[{a@0:{b@5:\"one\n\n  two\"@8 c@32:\"three\n\"@35} d@47:1@50}]");
  Check("a: >-\n  one\n  two\nb: 1\n", R"([{a@0:"one two"@3 b@18:1@21}])", By::kEventsAlone);
  Check("a: one\n  two\n", R"([{a@0:"one two"@3}])", By::kEventsAlone);
}

TEST(Yaml, ReadsDocumentsOneAfterTheOther) {
  Check("---\na: 1\n---\nb: 2\n", "[{a@4:1@7} {b@13:2@16}]");
  Check("a: 1\n---\n", "[{a@0:1@3} null]");
  Check("--- x\n...\n", R"(["x"@4])", By::kEventsAlone);
}

TEST(Yaml, KeepsKeysThatStandTwice) {
  const auto parsed = Parse("a: 1\na: 2\n");
  ASSERT_TRUE(parsed.has_value());
  const json::Object root = parsed->root().Elements()[0].Members();
  EXPECT_EQ(root.FindInteger("a"), 2);
  EXPECT_EQ(root.HiddenMembers().size(), 1U);
}

TEST(Yaml, ReadsWhatIsUnusual) {
  Check("? a\n: b\n", R"([{a@2:"b"@6}])", By::kEventsAlone);
  Check("a: !!str 1\n", R"([{a@0:"1"@3}])", By::kEventsAlone);
  Check("a: 'x\r\n  y'\r\n", R"([{a@0:"x y"@3}])", By::kEventsAlone);
  Check(
      "\xEF\xBB\xBF"
      "a: \xC3\xA9 b\nc: d\n",
      "[{a@3:\"\xC3\xA9 b\"@6 c@11:\"d\"@14}]", By::kEventsAlone);
  Check("a: \xC3\xA9 b\nc: d\n", "[{a@0:\"\xC3\xA9 b\"@3 c@8:\"d\"@11}]");
}

TEST(Yaml, LetsAnAliasStandForItsAnchor) {
  Check("a: &x [1, 2]\nb: *x\n", "[{a@0:[1@7 2@10] b@13:[1@7 2@10]}]", By::kEventsAlone);
  Check("a: *x\n", "1:4: the alias `x` names no anchor before it", By::kEventsAlone);
  Check("a: &x [*x]\n", "1:8: the alias `x` names no anchor before it", By::kEventsAlone);
}

TEST(Yaml, SaysWhatIsWrongAndWhere) {
  Check("a: b: c\n", "1:5: mapping values are not allowed in this context", By::kEventsAlone);
  Check("a:\n\tb: 1\n",
        "2:1: found character that cannot start any token while scanning for the next token",
        By::kEventsAlone);
  Check("a: 'x\n", "2:1: found unexpected end of stream while scanning a quoted scalar",
        By::kEventsAlone);
  Check("a: 1\n b: 2\n", "2:3: mapping values are not allowed in this context", By::kEventsAlone);
  Check("{a: 1}: 2\n", "1:1: a key that is not text", By::kEventsAlone);
  Check("a: \x01\n", "1:4: control characters are not allowed", By::kEventsAlone);
}

TEST(Yaml, BoundsAliasesDepthAndSize) {
  // Nine lists of ten aliases each: a billion values in a kilobyte.
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    bomb += fmt::format("a{}: &a{} [", i, i);
    for (int j = 0; j < 10; ++j) bomb += fmt::format("{}*a{}", j == 0 ? "" : ", ", i - 1);
    bomb += "]\n";
  }
  EXPECT_EQ(Outcome(Parse(bomb)), "8:10: more than 20,000,000 values, aliases included");
  std::string deep;
  for (std::size_t i = 0; i <= limits::kYamlDepth; ++i) deep += "[";
  EXPECT_EQ(Outcome(Parse(deep)), "1:129: nested deeper than 128 levels");
  std::string blocks;
  for (std::size_t i = 0; i <= limits::kYamlDepth; ++i) blocks += std::string(i, ' ') + "a:\n";
  EXPECT_EQ(Outcome(Parse(blocks)), "129:129: nested deeper than 128 levels");
  EXPECT_EQ(Outcome(Parse("a: 1\nb: 2\n", {.bytes = 5})),
            "0:0: 10 bytes of YAML, more than the 5 bytes that are read");
  EXPECT_EQ(Outcome(Parse("[1, 2, 3, 4]", {.values = 3})),
            "1:8: more than 3 values, aliases included");
}

TEST(Yaml, SurvivesEveryTruncation) {
  constexpr std::string_view kText =
      "---\na: {b: 'c''d', e: [1, \"f\"]}\ng:\n  - h: |-\n      i\n    j: &k l\n  - *k\n...\n";
  for (std::size_t size = 0; size <= kText.size(); ++size) {
    const std::string_view part = kText.substr(0, size);
    const auto blocks = ParseBlocks(part);
    const auto events = ParseEvents(part);
    if (!blocks) continue;
    ASSERT_EQ(Dump(blocks->root()), OutcomeOf(events)) << part;
  }
}

TEST(Yaml, KeepsWhatStandsInFrontOfAFault) {
  const Partial partial = ParseWhatCan("a: 1\nb: [2, {c: d, e: 'f\n");
  ASSERT_TRUE(partial.fault.has_value());
  // libyaml looks ahead for the `:` of a key, so the braces are not given any more.
  EXPECT_EQ(Dump(partial.document.root()), "[{a@0:1@3 b@5:[2@9]}]");
  EXPECT_EQ(Dump(ParseWhatCan("a: 1\nb: 'c\n").document.root()), "[{a@0:1@3 b@5:null}]");
}

}  // namespace formats::yaml
