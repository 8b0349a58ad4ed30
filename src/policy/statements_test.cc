#include "policy/statements.h"

#include <gtest/gtest.h>

#include "policy/judge.h"
#include "policy/read_policy.h"

namespace policy {
namespace {

constexpr UnixMillis kNow = 1'800'000'000'000;  // 2027-01-15

Fact Record(FactKind kind, const std::vector<std::string>& ids) {
  Fact fact{.kind = kind};
  fact.values.push_back({.key = "id", .text = Untrusted(ids.front())});
  for (std::size_t i = 1; i < ids.size(); ++i)
    fact.values.push_back({.key = "alias", .text = Untrusted(ids[i])});
  return fact;
}

Finding Vulnerability() {
  return {.rule = "vulnerability-known",
          .severity = Severity::kHigh,
          .confidence = Confidence::kMedium,
          .status = CardStatus::kStable,
          .facts = {Record(FactKind::kIntelVulnerability, {"GHSA-1", "CVE-1"})}};
}

Subject Lodash() {
  return {.name = "lodash",
          .version = "4.17.20",
          .integrity = Integrity::Of(AsBytes("x")),
          .products = {"pkg:npm/app", "pkg:npm/app@1.0.0", "app@1.0.0"}};
}

Suppression Said(Stance stance, std::string purl = "pkg:npm/lodash@4.17.20") {
  return {.vulnerabilities = {"CVE-1"},
          .purl = std::move(purl),
          .stance = stance,
          .justification = "component_not_present",
          .owner = "vendor",
          .said = 100,
          .statement = "/statements/0",
          .origin = {.file = "vex.json"}};
}

Judgement Decide(const std::vector<Suppression>& statements,
                 const Finding& finding = Vulnerability(), const Subject& subject = Lodash()) {
  Policy policy = BuiltInPolicy();
  policy.statements = statements;
  const Statements index(policy.statements);
  Judgement judgement = Judge(policy, index, finding, subject, kNow);
  judgement.suppression = nullptr;  // it lives as long as the policy
  return judgement;
}

std::string Line(const std::vector<Suppression>& statements) {
  return Decide(statements).verdict.line;
}

TEST(Statements, NameTheOneThatDecided) {
  const Verdict verdict = Decide({Said(Stance::kNotAffected)}).verdict;
  EXPECT_EQ(verdict.action, Action::kAllow);
  EXPECT_EQ(verdict.line, "not affected, says vendor (/statements/0)");
  EXPECT_EQ(verdict.origin.file, "vex.json");
  EXPECT_EQ(Line({Said(Stance::kFixed)}), "fixed, says vendor (/statements/0)");
  EXPECT_EQ(Line({Said(Stance::kAffected)}), "warn: severity high or worse");
  EXPECT_EQ(Line({Said(Stance::kUnderInvestigation)}), "warn: severity high or worse");
}

TEST(Statements, TheLastWordCountsThenTheMorePreciseThenTheMoreCautious) {
  Suppression later = Said(Stance::kAffected, "pkg:npm/lodash");
  later.said = 101;
  EXPECT_EQ(Decide({Said(Stance::kNotAffected), later}).verdict.action, Action::kWarn);
  EXPECT_EQ(Decide({later, Said(Stance::kNotAffected)}).verdict.action, Action::kWarn);
  Suppression wide = Said(Stance::kAffected, "pkg:npm/lodash");
  EXPECT_EQ(Decide({wide, Said(Stance::kNotAffected)}).verdict.action, Action::kAllow);
  EXPECT_EQ(Decide({Said(Stance::kNotAffected), Said(Stance::kAffected)}).verdict.action,
            Action::kWarn);
  Suppression by_hash = Said(Stance::kNotAffected);
  by_hash.integrity = Integrity::Of(AsBytes("x")).ToString();
  EXPECT_EQ(Decide({Said(Stance::kAffected), by_hash}).verdict.action, Action::kAllow);
}

TEST(Statements, OfAnotherProductNeverApply) {
  const auto allowed = [](const Suppression& one) {
    return Decide({one}).verdict.action == Action::kAllow;
  };
  EXPECT_FALSE(allowed(Said(Stance::kNotAffected, "pkg:npm/lodash@4.17.21")));
  EXPECT_FALSE(allowed(Said(Stance::kNotAffected, "pkg:npm/lodash.merge")));
  Suppression one = Said(Stance::kNotAffected);
  one.product = "pkg:npm/other@1.0.0";
  EXPECT_FALSE(allowed(one));
  one.product = "pkg:npm/app@1.0.0";
  EXPECT_TRUE(allowed(one));
  one.purl = {};
  EXPECT_TRUE(allowed(one)) << "the whole product is not affected";
  one.integrity = Integrity::Of(AsBytes("y")).ToString();
  EXPECT_FALSE(allowed(one));
  Suppression other = Said(Stance::kNotAffected);
  other.vulnerabilities = {"CVE-2"};
  EXPECT_FALSE(allowed(other));
  Suppression range = Said(Stance::kNotAffected, "pkg:npm/lodash");
  range.versions = "vers:npm/>=4.17.21";
  EXPECT_FALSE(allowed(range));
  range.versions = "vers:npm/>=4.0.0|<4.17.21";
  EXPECT_TRUE(allowed(range));
  range.versions = "vers:npm/nonsense|";
  EXPECT_FALSE(allowed(range)) << "what cannot be read holds nothing";
}

TEST(Statements, TakeBackNothingButVulnerabilities) {
  Finding malware{.rule = "known-malware",
                  .status = CardStatus::kStable,
                  .facts = {Record(FactKind::kIntelMalware, {"MAL-1", "CVE-1"})}};
  EXPECT_EQ(Decide({Said(Stance::kNotAffected)}, malware).verdict.action, Action::kBlock);
  Finding mixed = Vulnerability();
  mixed.facts.push_back(Record(FactKind::kIntelVulnerability, {"CVE-9"}));
  EXPECT_EQ(Decide({Said(Stance::kNotAffected)}, mixed).verdict.action, Action::kWarn)
      << "it rests on another vulnerability, too";
  Finding conduct = Vulnerability();
  conduct.facts.push_back({.kind = FactKind::kCodeEval});
  EXPECT_EQ(Decide({Said(Stance::kNotAffected)}, conduct).verdict.action, Action::kWarn);
  Finding cut = Vulnerability();
  cut.facts_left_out = 1;
  EXPECT_EQ(Decide({Said(Stance::kNotAffected)}, cut).verdict.action, Action::kWarn);
}

TEST(Statements, TheOwnersSuppressionComesBeforeThem) {
  const PolicyReading reading = ReadPolicy(
      "[[suppress]]\nvulnerability = ['CVE-1']\npackage = 'pkg:npm/lodash'\n"
      "justification = 'vulnerable_code_not_in_execute_path'\n"
      "reason = 'we never parse'\nowner = 'me'\nexpires = 2099-01-01\n",
      "sallyport.toml");
  ASSERT_TRUE(reading.ok());
  Policy policy = reading.policy;
  policy.statements = {Said(Stance::kAffected)};
  const Statements index(policy.statements);
  EXPECT_EQ(Judge(policy, index, Vulnerability(), Lodash(), kNow).verdict.line, "suppressed by me");
  EXPECT_EQ(Judge(policy, index, Vulnerability(), Lodash(), 5'000'000'000'000).verdict.line,
            "warn: severity high or worse")
      << "it expires";
  const Finding malware{.rule = "known-malware",
                        .facts = {Record(FactKind::kIntelMalware, {"CVE-1"})}};
  EXPECT_EQ(Judge(policy, index, malware, Lodash(), kNow).verdict.line, "suppressed by me")
      << "the owner may take any record back, by its id";
}

TEST(Statements, ASuppressionSaysWhatItIsAbout) {
  const auto codes = [](std::string_view text) {
    std::string told;
    for (const Diagnostic& one : ReadPolicy(text, "sallyport.toml").diagnostics)
      told += one.code + " ";
    return told;
  };
  constexpr const char* kRest = "reason = 'r'\nowner = 'o'\nexpires = 2099-01-01\n";
  EXPECT_EQ(codes(std::string("[[suppress]]\n") + kRest), "P004 ");
  EXPECT_EQ(codes(std::string("[[suppress]]\nvulnerability = 'CVE-1'\n") + kRest), "P004 ");
  EXPECT_EQ(codes(std::string("[[suppress]]\nvulnerability = 'CVE-1'\npackage = 'pkg:npm/a'\n"
                              "justification = 'component_absent'\n") +
                  kRest),
            "P005 ");
  EXPECT_EQ(codes(std::string("[[suppress]]\nrule = 'x'\n"
                              "justification = 'component_not_present'\n") +
                  kRest),
            "P005 ");
}

}  // namespace
}  // namespace policy
