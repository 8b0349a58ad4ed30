#include "formats/toml.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace formats::toml {
namespace {

std::string At(Position position) {
  return "@" + std::to_string(position.line) + ":" + std::to_string(position.column);
}

std::string Dump(const Value& value) {
  std::string text;
  switch (value.kind) {
    case Kind::kString:
      return '"' + value.text + '"' + At(value.position);
    case Kind::kInteger:
      return std::to_string(value.integer) + At(value.position);
    case Kind::kFloat:
      return std::to_string(value.number) + At(value.position);
    case Kind::kBool:
      return (value.flag ? "true" : "false") + At(value.position);
    case Kind::kDate:
      return value.text + At(value.position);
    case Kind::kArray:
      for (const Value& element : value.elements) text += (text.empty() ? "" : " ") + Dump(element);
      return "[" + text + "]";
    case Kind::kTable:
      for (const Member& member : value.members) {
        text += (text.empty() ? "" : " ") + member.key + At(member.key_position) + ":" +
                Dump(member.value);
      }
      return "{" + text + "}";
  }
  return {};
}

std::string Read(std::string_view text) {
  const auto parsed = Parse(text);
  if (parsed) return Dump(*parsed);
  return "error" + At(parsed.error().position) + " " + parsed.error().message;
}

TEST(Toml, KeepsValuesInDocumentOrderWithTheirPlaces) {
  EXPECT_EQ(Read("z = \"é\"\na = [1, 2.5]\nb.c = true\n"),
            "{z@1:1:\"é\"@1:5 a@2:1:[1@2:6 2.500000@2:9] b@3:1:{c@3:3:true@3:7}}");
  EXPECT_EQ(Read("[[policy]]\naction = \"block\"\n[[policy]]\naction = 'warn'\n[other]\n"),
            "{policy@1:3:[{action@2:1:\"block\"@2:10} {action@4:1:\"warn\"@4:10}] other@5:2:{}}");
  EXPECT_EQ(Read("expires = 2026-12-31\nat = 2026-12-31T10:00:00Z\nclock = 07:32:00\n"),
            "{expires@1:1:2026-12-31@1:11 at@2:1:2026-12-31T10:00:00Z@2:6 clock@3:1:07:32:00@3:9}");
  EXPECT_EQ(Read(""), "{}");
}

TEST(Toml, AccessorsGiveNothingForAnotherKind) {
  const auto parsed = Parse("text = 'x'\nnumber = 3\nflag = true\nday = 2026-01-02\nlist = [1]\n");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->Find("text")->AsString(), "x");
  EXPECT_EQ(parsed->Find("number")->AsInteger(), 3);
  EXPECT_EQ(parsed->Find("flag")->AsBool(), true);
  EXPECT_EQ(parsed->Find("day")->AsDate(), "2026-01-02");
  EXPECT_EQ(parsed->Find("list")->AsArray()->size(), 1U);
  EXPECT_EQ(parsed->AsTable()->size(), 5U);
  EXPECT_FALSE(parsed->Find("text")->AsInteger());
  EXPECT_FALSE(parsed->Find("number")->AsString());
  EXPECT_FALSE(parsed->Find("number")->AsBool());
  EXPECT_FALSE(parsed->Find("text")->AsDate());
  EXPECT_EQ(parsed->Find("text")->AsArray(), nullptr);
  EXPECT_EQ(parsed->Find("text")->AsTable(), nullptr);
  EXPECT_EQ(parsed->Find("missing"), nullptr);
  EXPECT_EQ(NameOf(Kind::kDate), "date");
}

TEST(Toml, SaysWhereItIsMalformed) {
  const auto parsed = Parse("a = 1\nb = = 2\n");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().position, (Position{2, 5}));
  EXPECT_EQ(parsed.error().line_text, "b = = 2");
  EXPECT_TRUE(parsed.error().message.starts_with("malformed TOML: "));
  EXPECT_EQ(Parse("a = 1\na = 2\n").error().position.line, 2U);
  EXPECT_EQ(Parse("a = \"\x1b[2J").error().message.find('\x1b'), std::string::npos);
  EXPECT_FALSE(Parse("a = \"\xFF\""));
}

TEST(Toml, AnyCharacterMayStandAnywhere) {
  EXPECT_FALSE(Parse(" \uF30C =2=\n"));
  EXPECT_FALSE(Parse("a = 1\u3001"));
  EXPECT_EQ(Read("a = \"\"\"\\\n \u3001\"\"\" # \u3001"), "{a@1:1:\"\u3001\"@1:5}");
}

TEST(Toml, StopsAtItsLimits) {
  const auto nested = [](std::size_t depth) {
    return "a = " + std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(Parse(nested(limits::kTomlDepth - 1)));
  EXPECT_EQ(Parse(nested(limits::kTomlDepth + 1)).error().message, "nested deeper than 64 levels");
  EXPECT_FALSE(Parse(nested(100'000)));

  std::string key = "a";
  for (int i = 0; i < 1'000'000; ++i) key += ".a";
  EXPECT_EQ(Parse(key + " = 1").error().position, (Position{1, 130}));
  EXPECT_EQ(Parse("[" + key + "]").error().message, "nested deeper than 64 levels");
  EXPECT_EQ(Parse("x = {" + key + " = 1}").error().message, "nested deeper than 64 levels");
  EXPECT_EQ(Parse("x = \"\"\"\"\"\"\n" + key + " = 1").error().message,
            "nested deeper than 64 levels");
  EXPECT_TRUE(Parse("x = \"" + key.substr(0, 10'000) + "\" # " + key.substr(0, 10'000)));

  EXPECT_EQ(Parse(std::string(limits::kTomlBytes + 1, '#')).error().message,
            "4.2 MB of TOML, more than the 4.2 MB that are read");
}

}  // namespace
}  // namespace formats::toml
