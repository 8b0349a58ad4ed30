#include "detect/yara_rules.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "detect/evaluate.h"
#include "detect/rule_set.h"

namespace detect {
namespace {

constexpr std::string_view kRules = R"(
private rule helper { condition: filesize < 1KB }
rule Marked_Text : tagged {
  meta:
    description = "the mark of a \"campaign\""
    severity = "high"
    confidence = "low"
  strings:
    $mark = "s3cret-mark"
    $other = /never[0-9]/
  condition: helper and ($mark or $other)
}
rule Large { condition: filesize > 1MB }
)";

Contents Files(std::initializer_list<std::pair<std::string_view, std::string_view>> files) {
  Contents contents;
  for (const auto& [path, text] : files)
    contents.files.push_back({.path = std::string(path), .bytes = AsBytes(text)});
  return contents;
}

TEST(Yara, GivesAFactForEveryFileAndRule) {
  const auto rules = YaraRules::Compile("my.yar", kRules);
  ASSERT_TRUE(rules) << rules.error().message;
  const Facts facts = rules->Match(Files({{"a.js", "x\n  s3cret-mark\n"}, {"b.js", "nothing"}}));
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].evidence.file.View(), "a.js");
  EXPECT_EQ(facts[0].evidence.position.line, 2U);
  EXPECT_EQ(facts[0].evidence.snippet.View(), "s3cret-mark");
  EXPECT_EQ(facts[0].Find("rule")->View(), "Marked_Text");
  EXPECT_EQ(facts[0].Find("string")->View(), "$mark");
  EXPECT_EQ(facts[0].Find("tag")->View(), "tagged");
}

TEST(Yara, MakesARuleACard) {
  const auto rules = YaraRules::Compile("my.yar", kRules);
  ASSERT_TRUE(rules);
  ASSERT_EQ(rules->cards().size(), 2U) << "private rules are none";
  std::vector<CardText> texts;
  for (const auto& [file, text] : rules->cards()) texts.push_back({.file = file, .text = text});
  const auto set = RuleSet::Load(texts);
  ASSERT_TRUE(set) << set.error().message;
  const auto findings = Evaluate(*set, rules->Match(Files({{"a.js", "s3cret-mark"}})), nullptr);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, "yara-marked-text");
  EXPECT_EQ(findings[0].title, "the mark of a campaign");
  EXPECT_EQ(findings[0].severity, Severity::kHigh);
  EXPECT_EQ(findings[0].confidence, Confidence::kLow);
}

TEST(Yara, TellsWhereRulesAreWrongAndIncludesNothing) {
  const auto broken = YaraRules::Compile("my.yar", "rule a {\n  condition: $x\n}\n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().message.substr(0, 7), "my.yar:") << broken.error().message;
  EXPECT_FALSE(YaraRules::Compile("my.yar", "include \"/etc/passwd\"\n"));
  EXPECT_FALSE(YaraRules::Compile("my.yar", std::string(limits::kYaraRuleBytes + 1, ' ')));
  EXPECT_FALSE(
      YaraRules::Compile("my.yar", "rule a_b { condition: true } rule A_b { condition: true }"));
}

TEST(Yara, StopsAtItsBound) {
  const auto rules = YaraRules::Compile("my.yar", "rule every { condition: true }");
  ASSERT_TRUE(rules);
  Contents contents;
  for (std::size_t i = 0; i < limits::kYaraMatches + 10; ++i)
    contents.files.push_back({.path = "f" + std::to_string(i), .bytes = AsBytes("x")});
  const Facts facts = rules->Match(contents);
  EXPECT_EQ(facts.size(), limits::kYaraMatches + 1);
  EXPECT_EQ(facts.back().kind, FactKind::kYaraUnread);
}

}  // namespace
}  // namespace detect
