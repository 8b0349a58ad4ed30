#include "formats/json_tree.h"

#include <gtest/gtest.h>

namespace {

using formats::ParseJson;
using formats::json::HashOf;
using formats::json::Member;
using formats::json::SameValue;
using formats::json::Tree;
using formats::json::Value;

std::string Written(const Value& value) {
  std::string out;
  formats::JsonWriter writer(out);
  formats::json::Write(writer, value);
  return out;
}

TEST(JsonTree, MakesWhatAParserWouldMake) {
  Tree tree("source");
  std::vector<Member> members;
  for (int i = 0; i < 20; ++i) {
    members.push_back({tree.Keep("k" + std::to_string(i)), tree.Number(std::uint64_t(i), 7)});
  }
  const Value list[] = {tree.String("a\nb", 3), Tree::Word(formats::json::Kind::kNull)};
  members.push_back({"list", tree.Array(list)});
  const auto document = std::move(tree).Finish(tree.Object(members));
  EXPECT_EQ(document.text(), "source");
  EXPECT_EQ(document.root().AsObject()->FindInteger("k13"), 13);
  EXPECT_EQ(document.root().AsObject()->Find("k13")->offset(), 7U);
  const auto again = ParseJson(Written(document.root()));
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(SameValue(document.root(), again->root()));
}

TEST(JsonTree, CopiesWholeValues) {
  const auto source = ParseJson(R"({"a":[1,-2.5e3,true,false,null,"x"],"b":{"c":{}}})");
  Tree tree;
  const Value copy = tree.Copy(source->root());
  EXPECT_EQ(Written(copy), Written(source->root()));
}

TEST(JsonTree, ComparesByMeaning) {
  const auto same = [](std::string_view a, std::string_view b) {
    const auto left = ParseJson(a);
    const auto right = ParseJson(b);
    const bool equal = SameValue(left->root(), right->root());
    EXPECT_TRUE(!equal || HashOf(left->root()) == HashOf(right->root())) << a << " " << b;
    return equal;
  };
  EXPECT_TRUE(same(R"({"a":1,"b":[2]})", R"({"b":[2.0],"a":1e0})"));
  EXPECT_TRUE(same(R"({"a":0,"a":1})", R"({"a":1})"));
  EXPECT_FALSE(same(R"({"a":1})", R"({"a":1,"b":1})"));
  EXPECT_FALSE(same("[1,2]", "[2,1]"));
  EXPECT_FALSE(same("\"1\"", "1"));
}

}  // namespace
