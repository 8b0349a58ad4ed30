#include <fmt/format.h>

#include <map>

#include "report/escape.h"
#include "report/report.h"

namespace report {
namespace {

std::string Describe(const JudgedFinding& judged) {
  const Finding& finding = judged.finding;
  std::string text = fmt::format("{} ({}, confidence {}): {}\n", ForXml(Untrusted(finding.rule)),
                                 NameOf(finding.severity), NameOf(finding.confidence),
                                 ForXml(Untrusted(finding.title)));
  for (const Fact& fact : finding.facts) {
    text += fmt::format("  {} {}\n", ForXml(PlaceOf(fact.evidence)), ForXml(fact.evidence.snippet));
  }
  return text;
}

struct Case {
  std::string failures;
  std::string remarks;
  std::string first_title;
};

}  // namespace

std::string WriteJunit(const Assessment& assessment) {
  // The project's own findings stand under index -1, before the root package.
  std::map<std::int64_t, Case> cases;
  const auto key_of = [](const std::optional<PackageIndex>& package) {
    return package ? static_cast<std::int64_t>(*package) : -1;
  };
  for (const PackageAssessment& package : assessment.packages) cases[key_of(package.package)];
  for (const JudgedFinding& judged : assessment.findings) {
    Case& entry = cases[key_of(judged.package)];
    const bool blocks = judged.verdict.action == Action::kBlock;
    if (blocks && entry.first_title.empty()) entry.first_title = judged.finding.title;
    (blocks ? entry.failures : entry.remarks) += Describe(judged);
  }
  for (const NotAnalysed& gap : assessment.not_analysed) {
    const std::string file = gap.file.empty() ? "" : ForXml(gap.file) + ": ";
    cases[key_of(gap.package)].remarks +=
        fmt::format("not analysed: {}{}\n", file, ForXml(Untrusted(gap.reason)));
  }
  std::size_t failures = 0;
  for (const auto& [key, entry] : cases) failures += entry.failures.empty() ? 0 : 1;

  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml += fmt::format(
      "<testsuites>\n  <testsuite name=\"sallyport\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "time=\"{:.3f}\">\n",
      cases.size(), failures, assessment.stats.seconds);
  for (const auto& [key, entry] : cases) {
    const auto package = key < 0 ? std::nullopt : std::optional(static_cast<PackageIndex>(key));
    const std::string path = package ? assessment.inventory.at(*package).path : "";
    xml += fmt::format("    <testcase classname=\"{}\" name=\"{}\"",
                       ForXml(Untrusted(path.empty() ? "project" : path)),
                       ForXml(LabelOf(assessment, package)));
    if (entry.failures.empty() && entry.remarks.empty()) {
      xml += "/>\n";
      continue;
    }
    xml += ">\n";
    if (!entry.failures.empty()) {
      xml += fmt::format("      <failure type=\"block\" message=\"{}\">{}</failure>\n",
                         ForXml(Untrusted(entry.first_title)), entry.failures);
    }
    if (!entry.remarks.empty())
      xml += fmt::format("      <system-out>{}</system-out>\n", entry.remarks);
    xml += "    </testcase>\n";
  }
  return xml + "  </testsuite>\n</testsuites>\n";
}

}  // namespace report
