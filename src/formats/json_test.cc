#include "formats/json.h"

#include <gtest/gtest.h>

#include "base/span.h"
#include "base/text.h"

namespace formats::json {
namespace {

/// The tree on one line: offsets as @n, members as "key"@n:value.
std::string Dump(const Value& value) {
  std::string at = "@" + std::to_string(value.offset());
  if (value.IsNull()) return "null" + at;
  if (const auto flag = value.AsBool()) return (*flag ? "true" : "false") + at;
  if (const auto number = value.AsNumberText()) return std::string(*number) + at;
  if (const auto text = value.AsString()) return '"' + std::string(*text) + '"' + at;
  std::string dump;
  if (value.kind() == Kind::kArray) {
    for (const Value& element : value.Elements()) dump += (dump.empty() ? "" : " ") + Dump(element);
    return "[" + dump + "]" + at;
  }
  for (const Member& member : value.Members()) {
    dump += (dump.empty() ? "" : " ") + std::string(member.key) + "@" +
            std::to_string(member.key_offset) + ":" + Dump(member.value);
  }
  return "{" + dump + "}" + at;
}

std::string Read(std::string_view text) {
  const auto parsed = Parse(text);
  if (parsed) return Dump(parsed->root());
  return std::to_string(parsed.error().position.line) + ":" +
         std::to_string(parsed.error().position.column) + ": " + parsed.error().message;
}

TEST(Json, KeepsValuesKeysAndTheirOffsets) {
  EXPECT_EQ(Read(R"({"a": [1, -2.5e3, true], "b": {"c": null}, "d": ""})"),
            R"({a@1:[1@7 -2.5e3@10 true@18]@6 b@25:{c@31:null@36}@30 d@43:""@48}@0)");
  EXPECT_EQ(Read(" [ ] "), "[]@1");
  EXPECT_EQ(Read("{}"), "{}@0");
  EXPECT_EQ(Read("\n\"x\"\n"), "\"x\"@1");
  EXPECT_EQ(Read("0"), "0@0");
  EXPECT_EQ(Read("[[[]],{}]"), "[[[]@2]@1 {}@6]@0");
}

TEST(Json, DecodesEscapes) {
  EXPECT_EQ(Read(R"(["\"\\\/\b\f\n\r\t", "\u00e9\u20AC\ud83d\ude00"])"),
            "[\"\"\\/\b\f\n\r\t\"@1 \"é€😀\"@21]@0");
  EXPECT_EQ(Parse(R"("a\u0000b")")->root().AsString(), std::string_view("a\0b", 3));
  EXPECT_EQ(Read(R"({"\u0061\\":1})"), "{a\\@1:1@12}@0");
}

TEST(Json, LoneSurrogatesBecomeReplacementCharacters) {
  EXPECT_EQ(Read(R"(["\ud83d", "\ude00x", "\ud83d\u0041", "\ud83d\ud83d\ude00"])"),
            "[\"\uFFFD\"@1 \"\uFFFDx\"@11 \"\uFFFDA\"@22 \"\uFFFD😀\"@38]@0");
}

TEST(Json, ReadsPastAByteOrderMarkAndCountsIt) {
  EXPECT_EQ(Read("\xEF\xBB\xBF{\"a\":1}"), "{a@4:1@8}@3");
  EXPECT_EQ(Read("\xEF\xBB\xBF"), "1:1: the text is empty");
}

TEST(Json, ReplacesMalformedUtf8AsNpmDoes) {
  const auto parsed = Parse("{\"a\":\"x\xFFy\"}");
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->repaired());
  EXPECT_EQ(parsed->root().AsObject()->FindString("a"), "x\uFFFDy");
  EXPECT_EQ(parsed->text(), "{\"a\":\"x\uFFFDy\"}");
  EXPECT_FALSE(Parse("{\"a\":\"é\"}")->repaired());
}

TEST(Json, TheLastOfRepeatedKeysCounts) {
  std::string text = R"({"a":1,"b":2,"a":3)";
  const auto few = Parse(text + "}");
  ASSERT_TRUE(few);
  EXPECT_EQ(few->root().AsObject()->FindInteger("a"), 3);
  ASSERT_EQ(few->root().AsObject()->HiddenMembers().size(), 1U);
  EXPECT_EQ(few->root().AsObject()->HiddenMembers()[0]->value.AsInteger(), 1);

  for (int i = 0; i < 100; ++i) text += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
  const auto many = Parse(text + ",\"k7\":null}");
  ASSERT_TRUE(many);
  const Object object = *many->root().AsObject();
  EXPECT_EQ(object.FindInteger("a"), 3);
  EXPECT_EQ(object.FindInteger("b"), 2);
  EXPECT_EQ(object.FindInteger("k99"), 99);
  EXPECT_TRUE(object.Find("k7")->IsNull());
  EXPECT_EQ(object.Find("k"), nullptr);
  EXPECT_EQ(object.Find("zz"), nullptr);
  ASSERT_EQ(object.HiddenMembers().size(), 2U);
  EXPECT_EQ(object.HiddenMembers()[0], object.begin());
  EXPECT_EQ(object.HiddenMembers()[1]->value.AsInteger(), 7);
  EXPECT_EQ(object.begin()->key, "a");
}

TEST(Json, AccessorsGiveNothingForAnotherKind) {
  const auto parsed = Parse(R"({"text":"1","number":1.5,"large":1e999,"big":9223372036854775808})");
  ASSERT_TRUE(parsed);
  const Object object = *parsed->root().AsObject();
  EXPECT_EQ(object.FindInteger("text"), std::nullopt);
  EXPECT_EQ(object.FindString("number"), std::nullopt);
  EXPECT_EQ(object.FindBool("text"), std::nullopt);
  EXPECT_EQ(object.FindInteger("number"), std::nullopt);
  EXPECT_EQ(object.Find("number")->AsDouble(), 1.5);
  EXPECT_EQ(object.Find("large")->AsDouble(), std::nullopt);
  EXPECT_EQ(object.FindInteger("big"), std::nullopt);
  EXPECT_EQ(object.Find("big")->AsNumberText(), "9223372036854775808");
  EXPECT_FALSE(object.FindObject("text"));
  EXPECT_FALSE(object.FindArray("nothing"));
  EXPECT_TRUE(object.MembersOf("text").empty());
  EXPECT_TRUE(object.ElementsOf("nothing").empty());
}

TEST(Json, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  const Case cases[] = {
      {"", "1:1: the text is empty"},
      {" \n ", "1:1: the text is empty"},
      {"{\n  \"a\": 1,\n}", "3:1: `}` where a name in double quotes should stand"},
      {"[1,]", "1:4: `]` where a value should stand"},
      {"[1 2]", "1:4: `2` where `,` or `]` should stand"},
      {"{\"a\" 1}", "1:6: `1` where `:` should stand"},
      {"{\"a\":1 \"b\":2}", "1:8: `\"b\"` where `,` or `}` should stand"},
      {"{a:1}", "1:2: `a` where a name in double quotes should stand"},
      {"[1] x", "1:5: `x` where the end of the text should stand"},
      {"[1}", "1:3: `}` where `,` or `]` should stand"},
      {"{\"a\":[1,2", "1:10: the text ends where `,` or `]` should stand"},
      {"{", "1:2: the text ends where a name in double quotes should stand"},
      {"[", "1:2: the text ends where a value should stand"},
      {"\"abc", "1:1: a string begins here and never ends"},
      {"[\"a\nb\"]", "1:4: control character `\\x0a` inside a string"},
      {R"(["\x"])", "1:3: `\\x` is no escape"},
      {R"(["\u12g4"])", "1:3: `\\u12g4` is no escape"},
      {"truex", "1:1: `truex` where a value should stand"},
      {"nul", "1:1: `nul` where a value should stand"},
      {"NaN", "1:1: `NaN` where a value should stand"},
      {"01", "1:1: `01` where a number as JSON writes it should stand"},
      {"[-]", "1:2: `-` where a number as JSON writes it should stand"},
      {"[1.]", "1:2: `1.` where a number as JSON writes it should stand"},
      {"[1e]", "1:2: `1e` where a number as JSON writes it should stand"},
      {"[1e+]", "1:2: `1e+` where a number as JSON writes it should stand"},
      {"[1\"a\"]", "1:2: `1\"a\"` where a number as JSON writes it should stand"},
      {"[\"a\"\"b\"]", "1:5: `\"b\"` where `,` or `]` should stand"},
      {"[\"a\"b]", "1:5: `b` where `,` or `]` should stand"},
      {"[+1]", "1:2: `+1` where a value should stand"},
  };
  for (const Case& c : cases) EXPECT_EQ(Read(c.text), c.expected) << c.text;
}

TEST(Json, HelpsWithUsualSlips) {
  EXPECT_EQ(Parse("{\n<<<<<<< HEAD\n}").error().help,
            "resolve the merge conflict that was left in the file");
  EXPECT_EQ(Parse("{ // x\n}").error().help, "remove the comment: JSON has none");
  EXPECT_EQ(Parse("{'a':1}").error().help, "write names and texts in double quotes");
  EXPECT_EQ(Parse("[1,]").error().help, "remove the comma in front of it");
  EXPECT_EQ(Parse("{\n \"a\": x\n}").error().line_text, " \"a\": x");
  EXPECT_EQ(ParseJson(std::string_view("[\n1 2]")).error().message,
            "line 2, column 3: `2` where `,` or `]` should stand");
}

TEST(Json, StopsAtItsLimits) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(Parse(nested(limits::kJsonDepth)));
  EXPECT_EQ(Read(nested(limits::kJsonDepth + 1)), "1:513: nested deeper than 512 levels");
  EXPECT_EQ(Parse(std::string(5'000'000, '[')).error().offset, limits::kJsonDepth);
  EXPECT_TRUE(Parse("[1,2]", {.values = 3}));
  EXPECT_EQ(Parse("[1,2,3]", {.values = 3}).error().message, "more than 3 values");
  EXPECT_TRUE(Parse("[1]", {.bytes = 3}));
  EXPECT_EQ(Parse("[1,2]", {.bytes = 4}).error().message,
            "5 bytes of JSON, more than the 4 bytes that are read");
}

TEST(Json, ValuesOutliveAMoveOfTheirDocument) {
  auto parsed = Parse(R"({"a":"\u0062","c":["d"]})");
  ASSERT_TRUE(parsed);
  const Value root = parsed->root();
  const Document moved = std::move(*parsed);
  EXPECT_EQ(Dump(root), Dump(moved.root()));
  EXPECT_EQ(root.AsObject()->FindString("a"), "b");
}

TEST(Json, OffsetsGiveLines) {
  const auto parsed = Parse("{\n  \"é\": 1, \"b\":\n 2}");
  ASSERT_TRUE(parsed);
  const LineTable lines(parsed->text());
  const Member* const member = parsed->root().AsObject()->FindMember("b");
  EXPECT_EQ(lines.Find(parsed->text(), member->key_offset), (Position{2, 11}));
  EXPECT_EQ(lines.Find(parsed->text(), member->value.offset()), (Position{3, 2}));
}

TEST(Json, FindsOneObjectInALargeText) {
  constexpr std::string_view kText =
      R"({"name": "x", "versions": {"1.0.0": {"a": [1, {"b": "}"}]}, "1.0.1": {} }, "time": {"1.0.0": {"no": 1}}})";
  EXPECT_EQ(FindObjectText(kText, "versions", "1.0.0"), R"({"a": [1, {"b": "}"}]})");
  EXPECT_EQ(FindObjectText(kText, "versions", "1.0.1"), "{}");
  EXPECT_EQ(FindObjectText(kText, "versions", "1.0"), std::nullopt) << "a part of a name";
  EXPECT_EQ(FindObjectText(kText, "version", "1.0.0"), std::nullopt);
  EXPECT_EQ(FindObjectText(kText, "name", "1.0.0"), std::nullopt) << "no object";
  EXPECT_EQ(FindObjectText(R"({"a":{"b":{"c":1},"b":{"c":2}}})", "a", "b"), R"({"c":2})")
      << "the last, as Parse";
  EXPECT_EQ(FindObjectText(R"({"a":{"b":{"c":1},"b":2}})", "a", "b"), std::nullopt);
  EXPECT_EQ(FindObjectText("\xEF\xBB\xBF{\"a\":{\"b\":{}}}", "a", "b"), "{}");
}

TEST(Json, FindsNothingInTextsThatBreakOff) {
  constexpr std::string_view kText = R"({"x":[1,"2"],"a":{"y":{},"b":{"c":1}},"z":0})";
  for (std::size_t i = 0; i < kText.size(); ++i) {
    const auto found = FindObjectText(kText.substr(0, i), "a", "b");
    EXPECT_TRUE(!found || found == R"({"c":1})") << kText.substr(0, i);
  }
  for (const std::string_view text :
       {"", "{", "[", "{}", "[]", "{\"a\"}", "{\"a\":}", "{\"a\":{\"b\"", "{\"a\":{\"b\":{}", "]]",
        "{]", "{\"a\":]}", "\"a\""}) {
    EXPECT_EQ(FindObjectText(text, "a", "b"), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace formats::json
