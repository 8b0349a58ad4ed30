#include <fmt/format.h>

#include "base/text.h"
#include "judge.h"
#include "pleading.h"
#include "policy/judge.h"
#include "policy/read_policy.h"
#include "report/report.h"

namespace recall {
namespace {

/// What `vet` says of the findings by the built-in policy; of preview rules nothing, as nobody
/// asked for them (two of them speak of packages that have no README).
Assessment Assess(std::vector<Finding> findings) {
  const Policy policy = policy::BuiltInPolicy();
  Assessment assessment;
  assessment.subject = "sample";
  Package package;
  package.name = PackageName::Parse("sample");
  package.version = "1.0.0";
  assessment.inventory.packages = {std::move(package)};
  std::vector<Verdict> verdicts;
  for (Finding& finding : findings) {
    if (finding.status == CardStatus::kPreview) continue;
    const auto judgement =
        policy::Judge(policy, finding, policy::SubjectOf(assessment.inventory.packages[0], {}), 0);
    verdicts.push_back(judgement.verdict);
    assessment.findings.push_back({.finding = std::move(finding),
                                   .package = PackageIndex::kRoot,
                                   .verdict = judgement.verdict,
                                   .suppressed_by = {}});
  }
  assessment.verdict = policy::Worst(verdicts);
  return assessment;
}

/// What is milder in `now` than in `before`; empty when nothing is.
std::string TakenBack(const Assessment& before, const Assessment& now) {
  std::string milder;
  if (now.verdict.action < before.verdict.action) milder += "the verdict ";
  std::map<std::string, Severity, std::less<>> said;
  for (const JudgedFinding& judged : now.findings)
    said.emplace(judged.finding.rule, judged.finding.severity);
  for (const JudgedFinding& judged : before.findings) {
    const auto found = said.find(judged.finding.rule);
    if (found == said.end() || found->second < judged.finding.severity)
      milder += judged.finding.rule + " ";
  }
  return milder;
}

/// The report that sends a reader something to act on, and what.
std::string Leak(const Assessment& assessment, std::span<const RuleCard> cards) {
  using report::Format;
  for (const Format format : {Format::kText, Format::kJson, Format::kSarif, Format::kMarkdown,
                              Format::kJunit, Format::kHtml}) {
    const std::string written = report::Write(assessment, cards, format, report::TextOptions{});
    // Our own sign of a warning has a variation selector, so that it is shown in colour.
    const std::string control = FirstControl(ReplaceAll(written, "\u26a0\ufe0f", "!"));
    if (!control.empty()) return fmt::format("{}: {}", report::FormatName(format), control);
  }
  return {};
}

}  // namespace

int CheckPleading(const Judge& judge, const std::vector<Case>& cases) {
  int failures = 0;
  int variants = 0;
  for (const Case& one : cases) {
    const auto& previous = one.poisoned.previous;
    const Assessment plain =
        Assess(judge.Findings({.name = "", .files = one.poisoned.files}, previous));
    for (const Variant& variant : PleadingVariants(one.poisoned.files)) {
      if (variant.name == "with pleas in comments" && CommentsMatter(one.id)) continue;
      const Assessment pleading = Assess(judge.Findings(variant, previous));
      const std::string milder = TakenBack(plain, pleading);
      const std::string leak = variant.has_control_bytes ? Leak(pleading, judge.cards()) : "";
      ++variants;
      if (milder.empty() && leak.empty()) continue;
      ++failures;
      fmt::print("pleaded   {}/{} {}: {}{}\n", one.group, one.id, variant.name, milder, leak);
    }
  }
  fmt::print("{} of {} packages that plead are judged as if they did not\n", variants - failures,
             variants);
  return failures;
}

}  // namespace recall
