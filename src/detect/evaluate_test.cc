#include "detect/evaluate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.h"
#include "detect/test_card.h"

namespace detect {

namespace {

RuleSet Rules(std::string_view rule) {
  const std::string text = TestCard(rule);
  const CardText card{.file = "test.md", .text = text};
  auto rules = RuleSet::Load({&card, 1});
  EXPECT_TRUE(rules.has_value()) << (rules ? "" : rules.error().message);
  return std::move(*rules);
}

Fact Make(FactKind kind, std::uint32_t line, std::vector<FactValue> values = {},
          Phase phase = Phase::kUnknown) {
  Fact fact{.kind = kind, .phase = phase, .values = std::move(values)};
  fact.evidence.file = Untrusted("a.js");
  fact.evidence.position = {.line = line, .column = 1};
  return fact;
}

FactValue Value(std::string key, std::string_view text) {
  return {.key = std::move(key), .text = Untrusted(text)};
}

/// The finding of the test's card; built-in cards are passed over.
std::optional<Finding> Find(std::string_view rule, const Facts& now,
                            const Facts* before = nullptr) {
  for (const Finding& finding : Evaluate(Rules(rule), now, before)) {
    if (finding.rule == "test") return finding;
  }
  return std::nullopt;
}

std::vector<std::uint32_t> Lines(const std::optional<Finding>& finding) {
  std::vector<std::uint32_t> lines;
  if (finding) {
    for (const Fact& fact : finding->facts) lines.push_back(fact.evidence.position.line);
  }
  return lines;
}

using Numbers = std::vector<std::uint32_t>;

TEST(Evaluate, KeepsTheClausesThatHeldAndTheirFacts) {
  const Facts facts = {Make(FactKind::kScriptDownload, 1, {Value("to", "file")}),
                       Make(FactKind::kScriptDownload, 2, {Value("to", "pipe")}),
                       Make(FactKind::kScriptProgram, 3)};
  const auto finding = Find("when:\n  script.download{to: pipe}\n  script.program", facts);
  ASSERT_TRUE(finding.has_value());
  EXPECT_EQ(finding->title, "a test");
  EXPECT_EQ(finding->severity, Severity::kMedium);
  EXPECT_EQ(finding->clauses,
            (std::vector<std::string>{"script.download{to: pipe}", "script.program"}));
  EXPECT_EQ(Lines(finding), (Numbers{2, 3}));
}

TEST(Evaluate, EveryValueTest) {
  const Facts facts = {Make(FactKind::kScriptNetwork, 1,
                            {Value("host", "a.example"), Value("host", "b.example"),
                             Value("port", "8080"), Value("program", "nc")})};
  const std::vector<std::pair<std::string, bool>> rows = {
      {"host: b.example", true},
      {"host: c.example", false},
      {"host: [x, a.example]", true},
      {"host: not a.example", false},
      {"host: not c.example", true},
      {"host: /^B/", false},
      {"host: /^B/i", true},
      {"host: contains example", true},
      {"host: starts-with [x, b.]", true},
      {"port >= 8080", true},
      {"port >= 8081", false},
      {"port <= 80", false},
      {"program >= 1", false},
      {"script", false},
      {"not script", true},
      {"script: not x", true},
      {"file: a.js", true},
      {"file: /\\.md$/", false},
      {"phase: install", false},
      {"phase: unknown", true},
      {"host: a.example, port: 1", false},
  };
  for (const auto& [test, holds] : rows) {
    EXPECT_EQ(Find("when: script.network{" + test + "}", facts).has_value(), holds) << test;
  }
}

TEST(Evaluate, AnyCollectsAllAlternativesAndNoneIsAClause) {
  const Facts facts = {Make(FactKind::kScriptDownload, 1), Make(FactKind::kScriptProgram, 2)};
  const auto finding = Find(
      "when:\n  any: [script.download, script.program, script.send]\n  none: [script.send]", facts);
  EXPECT_EQ(Lines(finding), (Numbers{1, 2}));
  EXPECT_EQ(finding->clauses,
            (std::vector<std::string>{"script.download", "script.program", "none: [script.send]"}));
  EXPECT_FALSE(Find("when:\n  script.download\n  none: [script.program]", facts).has_value());
}

TEST(Evaluate, Counts) {
  const Facts facts = {Make(FactKind::kScriptSecretRead, 1), Make(FactKind::kScriptSecretRead, 2)};
  EXPECT_EQ(Lines(Find("when: count: 2 of script.secret-read", facts)), (Numbers{1, 2}));
  EXPECT_FALSE(Find("when: count: 3 of script.secret-read", facts).has_value());
}

TEST(Evaluate, FlowsPassThroughTheirSourcesInOrder) {
  Facts facts = {Make(FactKind::kScriptSecretRead, 1), Make(FactKind::kScriptDecode, 2),
                 Make(FactKind::kScriptSend, 3), Make(FactKind::kScriptSend, 4)};
  const auto step = [](std::uint32_t line) {
    return EvidenceStep{.file = Untrusted("a.js"), .position = {.line = line, .column = 1}};
  };
  facts[2].evidence.steps = {step(1), step(9), step(2)};
  facts[3].evidence.steps = {step(2), step(1)};
  EXPECT_EQ(Lines(Find("when: flow: script.secret-read -> script.decode -> script.send", facts)),
            (Numbers{2, 1, 3}));  // sorted by kind: decode, secret-read, send
  EXPECT_EQ(Lines(Find("when: flow: script.decode -> script.secret-read -> script.send", facts)),
            (Numbers{2, 1, 4}));
  EXPECT_FALSE(Find("when: flow: script.program -> script.send", facts).has_value());
}

TEST(Evaluate, NewMeansThePreviousVersionHadItNot) {
  const Facts before = {Make(FactKind::kScriptProgram, 7, {Value("program", "node")})};
  const Facts now = {Make(FactKind::kScriptProgram, 1, {Value("program", "node")}),
                     Make(FactKind::kScriptProgram, 2, {Value("program", "curl")})};
  EXPECT_EQ(Lines(Find("when: new: script.program", now, &before)), (Numbers{2}));
  EXPECT_FALSE(Find("when: new: script.program{program: node}", now, &before).has_value());
  EXPECT_FALSE(Find("when: new: script.program", now).has_value())
      << "without a previous version nothing is new";
}

TEST(Evaluate, SeverityMovesByNamedChangesAndTheWorseHasTheLastWord) {
  const std::string rule =
      "when: script.download\n"
      "worse-if:\n"
      "  phase install: high, \"runs during an install\"\n"
      "  new: critical, \"the previous version did not\"\n"
      "milder-if:\n"
      "  script.download{host: a.example}: low, \"a known host\"\n"
      "  script.runner: info, \"a known tool\"\n";
  const Facts facts = {
      Make(FactKind::kScriptDownload, 1, {Value("host", "a.example")}, Phase::kInstall)};
  const Facts nothing;
  using Change = Finding::Change;
  const auto held = Find(rule, facts);
  EXPECT_EQ(held->severity, Severity::kHigh);
  EXPECT_EQ(held->phase, Phase::kInstall);
  EXPECT_EQ(held->changes,
            (std::vector<Change>{{Severity::kMedium, Severity::kLow, "a known host"},
                                 {Severity::kLow, Severity::kHigh, "runs during an install"}}));
  EXPECT_EQ(Find(rule, facts, &nothing)->severity, Severity::kCritical);
  const Facts elsewhere = {
      Make(FactKind::kScriptDownload, 1, {Value("host", "b.example")}, Phase::kCall)};
  EXPECT_EQ(Find(rule, elsewhere)->severity, Severity::kMedium);
  EXPECT_TRUE(Find(rule, elsewhere)->changes.empty());
}

TEST(Evaluate, BoundsTheEvidenceAndSaysWhatWasLeftOut) {
  Facts facts;
  for (std::uint32_t i = 1; i <= limits::kEvidencePerFinding + 7; ++i)
    facts.push_back(Make(FactKind::kScriptProgram, i));
  const auto finding = Find("when: any: [script.program, count: 2 of script.program]", facts);
  EXPECT_EQ(finding->facts.size(), limits::kEvidencePerFinding);
  EXPECT_EQ(finding->facts_left_out, 7U);
}

TEST(Evaluate, DoesNotDependOnTheOrderOfFacts) {
  Facts facts = {Make(FactKind::kScriptProgram, 1), Make(FactKind::kScriptDownload, 2),
                 Make(FactKind::kScriptProgram, 3)};
  const RuleSet rules = Rules("when: any: [script.program, script.download]");
  const auto findings = Evaluate(rules, facts, nullptr);
  std::reverse(facts.begin(), facts.end());
  EXPECT_EQ(Evaluate(rules, facts, nullptr), findings);
}

}  // namespace

}  // namespace detect
