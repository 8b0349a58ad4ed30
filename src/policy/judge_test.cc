#include "policy/judge.h"

#include <gtest/gtest.h>

#include "policy/glob.h"
#include "policy/read_policy.h"

namespace policy {

namespace {

constexpr UnixMillis kNow = 1'800'000'000'000;  // 2027-01-15

Finding Make(std::string rule, Severity severity, Confidence confidence,
             CardStatus status = CardStatus::kStable) {
  return {
      .rule = std::move(rule), .severity = severity, .confidence = confidence, .status = status};
}

const Subject kLodash{
    .name = "lodash", .version = "4.17.21", .integrity = Integrity::Of(AsBytes("x"))};

std::string Says(const Policy& policy, const Finding& finding, const Subject& subject = kLodash) {
  return Judge(policy, finding, subject, kNow).verdict.line;
}

Policy Read(std::string_view text) {
  PolicyReading reading = ReadPolicy(text, "sallyport.toml");
  EXPECT_TRUE(reading.ok());
  return std::move(reading.policy);
}

TEST(Judge, TheBuiltInPolicyInItsOrder) {
  const Policy policy = BuiltInPolicy();
  EXPECT_EQ(Says(policy, Make("known-malware", Severity::kLow, Confidence::kLow)),
            "block: rule known-malware");
  EXPECT_EQ(Says(policy, Make("x", Severity::kCritical, Confidence::kHigh)),
            "block: severity critical, confidence high");
  EXPECT_EQ(Says(policy, Make("integrity-mismatch", Severity::kLow, Confidence::kLow)),
            "block: rule integrity-mismatch");
  EXPECT_EQ(Says(policy, Make("x", Severity::kCritical, Confidence::kMedium)),
            "warn: severity high or worse");
  EXPECT_EQ(Says(policy, Make("x", Severity::kHigh, Confidence::kLow)),
            "warn: severity high or worse");
  EXPECT_EQ(Says(policy, Make("x", Severity::kMedium, Confidence::kHigh)), "allow: everything");
  EXPECT_EQ(Says(policy, Make("x", Severity::kCritical, Confidence::kHigh, CardStatus::kPreview)),
            "no line holds");
}

TEST(Judge, NotAnalysedWarnsOnlyInAnInstallPath) {
  const Policy policy = BuiltInPolicy();
  EXPECT_EQ(JudgeNotAnalysed(policy, {.in_install_path = true}, kLodash).action, Action::kWarn);
  EXPECT_EQ(JudgeNotAnalysed(policy, {.in_install_path = false}, kLodash).action, Action::kAllow);
  const Policy strict = Read("[[policy]]\naction = 'block'\nnot-analysed = true\n");
  EXPECT_EQ(JudgeNotAnalysed(strict, {.in_install_path = false}, kLodash).action, Action::kBlock);
}

TEST(Judge, TheFirstLineThatHoldsDecides) {
  const Policy policy = Read(
      "[[policy]]\naction = 'allow'\nrule = 'install-*'\npackage = '@acme/*'\n"
      "[[policy]]\naction = 'block'\npackage = ['evil', 'lodash@4.*']\nproduction = true\n"
      "[[policy]]\naction = 'warn'\nphase = 'install'\nconfidence = 'medium'\n"
      "[[policy]]\naction = 'warn'\nstatus = 'preview'\n");
  const Finding finding = Make("install-download", Severity::kMedium, Confidence::kMedium);
  EXPECT_EQ(Says(policy, finding, {.name = "@acme/a", .version = "1.0.0"}).substr(0, 5), "allow");
  EXPECT_EQ(Judge(policy, finding, kLodash, kNow).verdict.origin.line, 5U);
  EXPECT_EQ(Says(policy, finding), "block: package evil or lodash@4.*, in production");
  Subject dev = kLodash;
  dev.production = false;
  EXPECT_EQ(Says(policy, finding, dev), "allow: everything");
  Finding at_install = finding;
  at_install.phase = Phase::kInstall;
  EXPECT_EQ(Says(policy, at_install, dev), "warn: confidence medium or higher, at install");
  EXPECT_EQ(Says(policy, Make("p", Severity::kInfo, Confidence::kLow, CardStatus::kPreview), dev),
            "warn: preview rules");
}

TEST(Judge, APreviewRuleNeverBlocks) {
  Policy policy;
  policy.lines = {{.action = Action::kBlock, .status = CardStatus::kPreview, .text = "block"}};
  const Finding finding = Make("p", Severity::kCritical, Confidence::kHigh, CardStatus::kPreview);
  EXPECT_EQ(Judge(policy, finding, kLodash, kNow).verdict.action, Action::kWarn);
}

std::string Suppress(std::string_view more) {
  return "[[suppress]]\nrule = 'r'\nreason = 'looked at'\nowner = 'me'\nexpires = 2028-01-01\n" +
         std::string(more);
}

TEST(Judge, SuppressesExactlyWhatWasAccepted) {
  const Finding finding = Make("r", Severity::kCritical, Confidence::kHigh);
  const auto allows = [&](const std::string& text, const Subject& subject) {
    const Policy policy = Read(text);
    const Judgement judgement = Judge(policy, finding, subject, kNow);
    EXPECT_EQ(judgement.suppression != nullptr, judgement.verdict.action == Action::kAllow);
    return judgement.suppression != nullptr;
  };
  const Subject scoped{.name = "@a/b", .version = "1.0.0"};
  const std::string integrity = kLodash.integrity.ToString();
  EXPECT_TRUE(allows(Suppress("package = 'pkg:npm/lodash@4.17.21'"), kLodash));
  EXPECT_TRUE(allows(Suppress("package = 'pkg:npm/lodash'"), kLodash));
  EXPECT_TRUE(allows(Suppress("package = 'pkg:npm/@a/b@1.0.0'"), scoped));
  EXPECT_TRUE(allows(Suppress("package = 'pkg:npm/%40a/b'"), scoped));
  EXPECT_TRUE(allows(Suppress(""), {}));
  EXPECT_TRUE(
      allows(Suppress("package = 'pkg:npm/lodash'\nintegrity = '" + integrity + "'"), kLodash));
  EXPECT_FALSE(allows(Suppress("package = 'pkg:npm/lodash@4.17.20'"), kLodash));
  EXPECT_FALSE(allows(Suppress("package = 'pkg:npm/lodas'"), kLodash));
  EXPECT_FALSE(allows(Suppress("package = 'pkg:npm/lodash'"), scoped));
  EXPECT_FALSE(allows(Suppress(""), kLodash));
  EXPECT_FALSE(allows(Suppress("package = 'pkg:npm/lodash'"), {}));
  EXPECT_FALSE(allows(
      Suppress("package = 'pkg:npm/lodash'\nintegrity = 'sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0='"),
      kLodash));
}

TEST(Judge, AnExpiredSuppressionStopsWorkingAndSaysSo) {
  Policy policy =
      Read(Suppress("package = 'pkg:npm/lodash'\n") +
           "[[suppress]]\nrule = 'other'\nreason = 'x'\nowner = 'you'\nexpires = 2029-01-01\n");
  const Finding finding = Make("r", Severity::kCritical, Confidence::kHigh);
  policy.suppressions[0].expires = kNow + 1;
  EXPECT_EQ(Judge(policy, finding, kLodash, kNow).suppression, policy.suppressions.data());
  policy.suppressions[0].expires = kNow;
  EXPECT_EQ(Judge(policy, finding, kLodash, kNow).verdict.action, Action::kBlock);
  const Diagnostics remarks = ReviewSuppressions(policy, {}, kNow);
  ASSERT_EQ(remarks.size(), 2U);
  EXPECT_EQ(remarks[0].code, "P006");
  EXPECT_EQ(
      remarks[0].message,
      "the suppression of `r` for `pkg:npm/lodash` expired on 2027-01-15 and no longer holds");
  EXPECT_EQ(remarks[0].position.line, 1U);
  EXPECT_EQ(remarks[1].code, "P007");
  EXPECT_EQ(remarks[1].message,
            "the suppression of `other` for the project covers nothing that was found");
  const std::vector<const Suppression*> used = {&policy.suppressions[1]};
  EXPECT_EQ(ReviewSuppressions(policy, used, kNow).size(), 1U);
}

TEST(Judge, TheWorstVerdictIsTheVerdictOnTheWhole) {
  EXPECT_EQ(Worst({}).line, "no finding");
  const std::vector<Verdict> verdicts = {
      {Action::kAllow, "a"}, {Action::kWarn, "b"}, {Action::kWarn, "c"}};
  EXPECT_EQ(Worst(verdicts).line, "b");
}

TEST(Glob, Rows) {
  struct Row {
    std::string_view glob;
    std::string_view text;
    bool fits;
  };
  const std::vector<Row> rows = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "@a/b", true},
      {"a*", "abc", true},
      {"a*c", "abbc", true},
      {"a*c", "abcd", false},
      {"@acme/*", "@acme/x", true},
      {"@acme/*", "acme", false},
      {"?", "a", true},
      {"?", "", false},
      {"lodash@4.*", "lodash@4.17.21", true},
      {"lodash", "lodash.merge", false},
      {"*a*b*", "xxaxxbxx", true},
      {"a.b", "axb", false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(MatchesGlob(row.glob, row.text), row.fits) << row.glob << " " << row.text;
  const std::string many(2000, 'a');
  EXPECT_FALSE(MatchesGlob("*a*a*a*a*a*a*a*a*b", many));
}

}  // namespace

}  // namespace policy
