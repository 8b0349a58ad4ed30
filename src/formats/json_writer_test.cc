#include "formats/json_writer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "base/text.h"
#include "formats/json.h"

namespace formats {
namespace {

std::string Written(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

void WriteSample(JsonWriter& writer) {
  writer.BeginObject().Field("name", "a").Key("list").BeginArray();
  writer.Number(1).Number(-2).Number(2.5).Bool(true).Null().BeginObject().EndObject().EndArray();
  writer.Key("none").BeginArray().EndArray().EndObject();
}

TEST(JsonWriter, FindsWhatNeedsAnEscapeWhereverItStands) {
  const std::pair<std::string_view, std::string_view> specials[] = {
      {"\"", "\\\""},      {"\\", "\\\\"},           {"\n", "\\n"}, {"\x1f", "\\u001f"},
      {"\x7f", "\\u007f"}, {"\xff", "\xEF\xBF\xBD"}, {"é", "é"},
  };
  for (std::size_t length = 1; length <= 50; ++length) {
    EXPECT_EQ(Written(std::string(length, '~')), '"' + std::string(length, '~') + '"');
    for (std::size_t at = 0; at < length; ++at) {
      for (const auto& [special, escaped] : specials) {
        const std::string before(at, 'a');
        const std::string behind(length - at - 1, 'b');
        EXPECT_EQ(Written(before + std::string(special) + behind),
                  '"' + before + std::string(escaped) + behind + '"');
      }
      const std::string script = std::string(at, ' ') + "</" + std::string(length - at, '=');
      EXPECT_EQ(Written(script),
                '"' + std::string(at, ' ') + "\\u003c/" + std::string(length - at, '=') + '"');
    }
  }
}

TEST(JsonWriter, IndentsAnyDepth) {
  std::string out;
  JsonWriter writer(out, JsonStyle::kPretty);
  constexpr std::size_t kDepth = 40;
  for (std::size_t i = 0; i < kDepth; ++i) writer.BeginArray();
  writer.Number(1);
  for (std::size_t i = 0; i < kDepth; ++i) writer.EndArray();
  EXPECT_NE(out.find('\n' + std::string(2 * kDepth, ' ') + "1\n"), std::string::npos);
  EXPECT_EQ(out.find(std::string(2 * kDepth + 1, ' ')), std::string::npos);
}

TEST(JsonWriter, WritesCompactAndPretty) {
  std::string compact;
  JsonWriter compact_writer(compact);
  WriteSample(compact_writer);
  EXPECT_TRUE(compact_writer.Done());
  EXPECT_EQ(compact, R"({"name":"a","list":[1,-2,2.5,true,null,{}],"none":[]})");

  std::string pretty;
  JsonWriter pretty_writer(pretty, JsonStyle::kPretty);
  WriteSample(pretty_writer);
  EXPECT_EQ(pretty, R"({
  "name": "a",
  "list": [
    1,
    -2,
    2.5,
    true,
    null,
    {}
  ],
  "none": []
})");
}

TEST(JsonWriter, EscapesWhatCouldDoHarm) {
  EXPECT_EQ(Written("a\"b\\c\n\r\t\x01\x1b"), R"("a\"b\\c\n\r\t\u0001\u001b")");
  EXPECT_EQ(Written("é€😀"), "\"é€😀\"");
  EXPECT_EQ(Written("x\u2028y\u2029"), R"("x\u2028y\u2029")");
  EXPECT_EQ(Written("\u202e\u200b\ufeff\u009b\x7f"), R"("\u202e\u200b\ufeff\u009b\u007f")");
  EXPECT_EQ(Written("\U000E0041"), R"("\udb40\udc41")");
  EXPECT_EQ(Written("</script><!--<a"), R"("\u003c/script>\u003c!--<a")");
  EXPECT_EQ(Written("a\xFF\xC3"), "\"a\uFFFD\uFFFD\"");
  EXPECT_EQ(Written(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonWriter, NumbersReadBackAsThemselves) {
  for (const double number : {0.1, -0.0, 1e300, 5e-324, 123456789.125}) {
    std::string out;
    JsonWriter(out).Number(number);
    EXPECT_EQ(json::Parse(out)->root().AsDouble(), number) << out;
  }
  std::string out;
  JsonWriter(out)
      .BeginArray()
      .Number(std::nan(""))
      .Number(INFINITY)
      .Number(std::numeric_limits<std::uint64_t>::max())
      .Number(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(out, "[null,null,18446744073709551615,-9223372036854775808");
}

TEST(JsonWriter, WhateverIsWrittenReadsBack) {
  std::mt19937 random(20260617);
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    const auto length = random() % 40;
    for (std::size_t i = 0; i < length; ++i) {
      const char32_t limit = round % 2 == 0 ? 0x80 : 0x110000;
      const auto c = static_cast<char32_t>(random() % limit);
      if (c < 0xD800 || c > 0xDFFF) AppendUtf8(text, c);
    }
    const auto parsed = json::Parse(Written(text));
    ASSERT_TRUE(parsed) << Written(text);
    EXPECT_EQ(parsed->root().AsString(), text);
  }
}

TEST(JsonWriterDeathTest, RefusesWhatIsNotJson) {
  std::string out;
  EXPECT_DEATH(JsonWriter(out).Null().Null(), "one root value");
  EXPECT_DEATH(JsonWriter(out).BeginObject().Null(), "has a key");
  EXPECT_DEATH(JsonWriter(out).BeginObject().EndArray(), "begun last");
}

}  // namespace
}  // namespace formats
