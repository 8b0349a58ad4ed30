#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"
#include "detect/evaluate.h"
#include "detect/read_card.h"

/// A card that is read can be evaluated, its front matter alone reads the same, and an error says
/// where.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = AsText({data, size});
  const auto card = detect::ReadCard(text, "test.md");
  if (!card) {
    CHECK(card.error().message.starts_with("test.md:"), "an error names its place");
    return 0;
  }
  const auto rule = detect::ReadRule(text, "test.md");
  CHECK(rule.has_value() && rule->when == card->when, "the front matter alone reads the same");
  const detect::CardText user{.file = "test.md", .text = text};
  const auto rules = detect::RuleSet::Load({&user, 1});
  CHECK(rules.has_value(), "a card that is read can be loaded");
  Facts facts;
  for (const CardSample& sample : card->flagged)
    facts.insert(facts.end(), sample.given.begin(), sample.given.end());
  for (const Finding& finding : detect::Evaluate(*rules, facts, &facts))
    CHECK(!finding.facts.empty(), "no finding without evidence");
  return 0;
}
