#include "detect/rule_set.h"

#include <gtest/gtest.h>

#include <set>

#include "detect/test_card.h"

namespace detect {

namespace {

TEST(RuleSet, HasEveryBuiltInCardOnce) {
  const auto rules = RuleSet::Load({});
  ASSERT_TRUE(rules.has_value());
  ASSERT_EQ(rules->cards().size(), BuiltInCards().size());
  for (std::size_t i = 0; i < BuiltInCards().size(); ++i) {
    EXPECT_EQ(rules->cards()[i].id + ".md", BuiltInCards()[i].file);
    EXPECT_EQ(rules->Find(rules->cards()[i].id), &rules->cards()[i]);
  }
  EXPECT_EQ(rules->Find("no-such-rule"), nullptr);
}

TEST(BuiltInCards, ShowWhatIsFlaggedAndWhatNotAndSayWhatToDo) {
  const auto rules = RuleSet::Load({});
  ASSERT_TRUE(rules.has_value());
  EXPECT_GE(rules->cards().size(), 110U);
  for (const RuleCard& rule : rules->cards()) {
    const auto card = ReadBuiltInCard(rule.id);
    ASSERT_TRUE(card.has_value()) << rule.id;
    EXPECT_FALSE(card->flagged.empty()) << rule.id;
    EXPECT_FALSE(card->not_flagged.empty()) << rule.id;
    EXPECT_FALSE(card->to_do.empty()) << rule.id;
    // That a record is about another thing is nobody's technique.
    EXPECT_EQ(card->attack.empty(), rule.id == "record-not-matched") << rule.id;
  }
}

void CollectKinds(const Condition& condition, std::set<FactKind>& kinds) {
  for (const Condition& child : condition.children) CollectKinds(child, kinds);
  for (const FactPattern& pattern : condition.patterns) kinds.insert(pattern.kind);
}

TEST(RuleSet, EveryKindOfFactIsUsedByACard) {
  // Told to the reader of a report, but no reason to judge.
  std::set<FactKind> kinds = {FactKind::kManifestPlatform};
  kinds.insert(FactKind::kYaraMatch);  // judged by the cards that are made from the user's rules
  const auto rules = RuleSet::Load({});
  for (const RuleCard& card : rules->cards()) {
    CollectKinds(card.when, kinds);
    for (const SeverityChange& change : card.changes) CollectKinds(change.condition, kinds);
  }
  for (std::size_t i = 0; i < FactKindCount(); ++i) {
    const auto kind = static_cast<FactKind>(i);
    EXPECT_TRUE(kinds.count(kind) == 1) << InfoOf(kind).name;
  }
}

TEST(RuleSet, TheHashNamesEveryByteOfEveryCard) {
  const std::string one = TestCard("when: script.download");
  const std::string two = TestCard("when: script.download ");
  const auto hash = [](const std::string& text) {
    const CardText card{.file = "test.md", .text = text};
    return RuleSet::Load({&card, 1})->hash();
  };
  EXPECT_EQ(hash(one), hash(one));
  EXPECT_NE(hash(one), hash(two));
  EXPECT_NE(hash(one), RuleSet::Load({})->hash());
  EXPECT_EQ(hash(one).size(), 64U);
}

TEST(RuleSet, RefusesAnIdThatIsTakenAndACardThatIsBroken) {
  const std::string text = TestCard("when: script.download");
  const std::vector<CardText> twice = {{"a/test.md", text}, {"b/test.md", text}};
  EXPECT_EQ(RuleSet::Load(twice).error().message, "b/test.md: there is already a rule `test`");
  const std::vector<CardText> broken = {{"test.md", "---\n"}};
  EXPECT_EQ(RuleSet::Load(broken).error().message,
            "test.md:1:1: front matter without its closing `---`");
}

TEST(BuiltInCards, AreFoundById) {
  const std::string id(
      BuiltInCards().front().file.substr(0, BuiltInCards().front().file.size() - 3));
  const auto card = ReadBuiltInCard(id);
  ASSERT_TRUE(card.has_value());
  EXPECT_EQ(card->id, id);
  EXPECT_FALSE(card->flagged.empty());
  EXPECT_FALSE(ReadBuiltInCard("no-such-rule").has_value());
  EXPECT_EQ(NearestRule(id + "x"), id);
}

}  // namespace

}  // namespace detect
