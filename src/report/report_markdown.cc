#include <fmt/format.h>

#include "base/text.h"
#include "report/escape.h"
#include "report/report.h"

namespace report {
namespace {

std::size_t Count(const Assessment& assessment, Action action) {
  std::size_t count = 0;
  for (const JudgedFinding& judged : assessment.findings)
    count += judged.verdict.action == action && !judged.suppressed_by ? 1 : 0;
  return count;
}

std::string Headline(const Assessment& assessment) {
  switch (assessment.verdict.action) {
    case Action::kBlock:
      return "⛔ blocked";
    case Action::kWarn:
      return "⚠️ passed with warnings";
    case Action::kAllow:
      return "✅ nothing stands in the way";
  }
  return {};
}

void AppendFinding(std::string& text, const Assessment& assessment, const JudgedFinding& judged,
                   std::span<const RuleCard> cards) {
  const Finding& finding = judged.finding;
  text += fmt::format("### {}: {}\n\n", ForMarkdown(LabelOf(assessment, judged.package)),
                      finding.title);
  text +=
      fmt::format("`{}` · {} · confidence {} · **{}** by {}\n\n", finding.rule,
                  NameOf(finding.severity), NameOf(finding.confidence),
                  NameOf(judged.verdict.action), ForMarkdownCode(Untrusted(judged.verdict.line)));
  for (const Finding::Change& change : finding.changes) {
    text += fmt::format("- {} → {}: {}\n", NameOf(change.from), NameOf(change.to), change.reason);
  }
  for (const Fact& fact : finding.facts) {
    text +=
        fmt::format("- {}: {}", ForMarkdownCode(PlaceOf(fact.evidence)), InfoOf(fact.kind).name);
    if (!fact.evidence.snippet.empty())
      text += " — " + ForMarkdownCode(OnOneLine(fact.evidence.snippet));
    text += '\n';
    if (!fact.evidence.decoded.empty())
      text += fmt::format("  - decoded: {}\n", ForMarkdownCode(fact.evidence.decoded));
    for (const EvidenceStep& step : fact.evidence.steps) {
      text += fmt::format("  - {} ({})\n", step.what,
                          ForMarkdownCode(PlaceOf({.file = step.file, .position = step.position})));
    }
  }
  if (finding.facts_left_out > 0) text += fmt::format("- and {} more\n", finding.facts_left_out);
  const RuleCard* const card = FindCard(cards, finding.rule);
  if (card != nullptr && !card->to_do.empty())
    text += fmt::format("\n<details><summary>What to do</summary>\n\n{}\n\n</details>\n",
                        Trim(card->to_do));
  text += '\n';
}

}  // namespace

std::string WriteMarkdown(const Assessment& assessment, std::span<const RuleCard> cards) {
  std::string text = fmt::format("## Sallyport: {}\n\n", Headline(assessment));
  text += fmt::format("{} packages vetted · {} blocked · {} warnings · {} not analysed\n\n",
                      HumanCount(assessment.stats.packages), Count(assessment, Action::kBlock),
                      Count(assessment, Action::kWarn), assessment.not_analysed.size());
  std::size_t quiet = 0;
  for (const JudgedFinding& judged : assessment.findings) {
    if (judged.verdict.action == Action::kAllow) {
      ++quiet;
    } else {
      AppendFinding(text, assessment, judged, cards);
    }
  }
  if (quiet > 0) {
    text += fmt::format("<details><summary>{} findings that do not stand in the way</summary>\n\n",
                        quiet);
    text += "| package | severity | rule | where |\n|---|---|---|---|\n";
    for (const JudgedFinding& judged : assessment.findings) {
      if (judged.verdict.action != Action::kAllow) continue;
      text += fmt::format("| {} | {} | `{}`{} | {} |\n",
                          ForMarkdown(LabelOf(assessment, judged.package)),
                          NameOf(judged.finding.severity), judged.finding.rule,
                          judged.suppressed_by ? " (suppressed)" : "",
                          ForMarkdownCode(PlaceOf(judged.finding.facts.front().evidence)));
    }
    text += "\n</details>\n\n";
  }
  if (!assessment.not_analysed.empty()) {
    text += "<details><summary>Not analysed</summary>\n\n";
    for (const NotAnalysed& gap : assessment.not_analysed) {
      text += fmt::format("- {}{}: {}\n", ForMarkdown(LabelOf(assessment, gap.package)),
                          gap.file.empty() ? "" : " " + ForMarkdownCode(gap.file),
                          ForMarkdown(Untrusted(gap.reason)));
    }
    text += "\n</details>\n";
  }
  if (const std::size_t others = assessment.other_platform.size(); others > 0) {
    text += fmt::format("\n{} {} for other platforms, not read: no install here takes {}.\n",
                        others, others == 1 ? "package" : "packages", others == 1 ? "it" : "them");
  }
  return text;
}

}  // namespace report
