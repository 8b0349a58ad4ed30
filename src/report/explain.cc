#include "report/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/escape.h"
#include "report/report.h"

namespace report {
namespace {

/// Paragraphs are joined and wrapped; lists, quotes and code keep their lines.
std::string Section(std::string_view heading, std::string_view markdown,
                    const TextOptions& options) {
  if (Trim(markdown).empty()) return {};
  std::string text = Paint(heading, Tone::kStrong, options) + "\n";
  std::string paragraph;
  const auto flush = [&] {
    if (!paragraph.empty()) text += Wrap(paragraph, 2, options) + "\n";
    paragraph.clear();
  };
  bool code = false;
  for (const std::string_view raw : Split(Trim(markdown), '\n')) {
    const std::string line = Escape(raw, 400);
    const bool fence = line.starts_with("```");
    if (fence) code = !code;
    const bool own_line =
        code || fence || line.starts_with("- ") || line.starts_with("|") || line.starts_with("  ");
    if (line.empty() || own_line) flush();
    if (line.empty()) {
      text += "\n";
    } else if (own_line) {
      if (!fence) text += (code ? "    " + line : Wrap(line, 2, options)) + "\n";
    } else {
      paragraph += (paragraph.empty() ? "" : " ") + line;
    }
  }
  flush();
  return text + "\n";
}

}  // namespace

std::string ExplainText(const RuleCard& card, const TextOptions& options) {
  std::string text = fmt::format("{}  {}\n", Paint(Escape(card.id, 100), Tone::kStrong, options),
                                 Escape(card.title, 200));
  text += fmt::format("severity {} · confidence {} · {}", NameOf(card.severity),
                      NameOf(card.confidence), NameOf(card.status));
  for (const std::string& technique : card.attack)
    text += fmt::format(" · ATT&CK {}", Escape(technique, 20));
  for (const std::string& weakness : card.cwe) text += fmt::format(" · {}", Escape(weakness, 20));
  text += "\n\n";
  text += Section("What it finds", card.finds, options);
  text += Section("Why it matters", card.matters, options);
  text += Section("What to do", card.to_do, options);
  if (!card.changes.empty()) {
    text += Paint("When it is worse or milder", Tone::kStrong, options) + "\n";
    for (const SeverityChange& change : card.changes) {
      text += Wrap(fmt::format("{}: {}", NameOf(change.severity), Escape(change.reason, 200)), 2,
                   options) +
              "\n";
    }
    text += "\n";
  }
  return text + Section("References", card.references, options);
}

std::string RuleListText(std::span<const RuleCard> cards) {
  std::size_t widest = 0;
  for (const RuleCard& card : cards) widest = std::max(widest, card.id.size());
  std::string text;
  for (const RuleCard& card : cards) {
    const std::string status = card.status == CardStatus::kPreview ? " (preview)" : "";
    text += fmt::format("{:<{}}  {:<8}  {}{}\n", Escape(card.id, 100), widest,
                        NameOf(card.severity), Escape(card.title, 200), status);
  }
  return text;
}

std::string WhyText(const Assessment& assessment, PackageIndex index, const DependencyPaths& paths,
                    const TextOptions& options) {
  const Inventory& inventory = assessment.inventory;
  const Package& package = inventory.at(index);
  std::string text = Paint(ForTerminal(LabelOf(inventory, index)), Tone::kStrong, options);
  text += fmt::format("  {}", Paint(Escape(package.path, 400), Tone::kPlace, options));
  if (package.line > 0)
    text += Paint(fmt::format("  {}:{}", Escape(inventory.LockfileOf(package), 200), package.line),
                  Tone::kPlace, options);
  text += "\n\nwhy it is there\n";
  if (paths.empty())
    text +=
        package.extraneous ? "  nothing asks for it\n" : "  no path from the project leads to it\n";
  for (const auto& path : paths) {
    std::string line;
    for (const PackageIndex step : path)
      line += (line.empty() ? "" : " > ") + ForTerminal(LabelOf(inventory, step), 80);
    text += Wrap(line, 2, options) + "\n";
  }

  text += "\nwhy its verdict\n";
  const auto assessed =
      std::find_if(assessment.packages.begin(), assessment.packages.end(),
                   [&](const PackageAssessment& p) { return p.package == index; });
  if (assessed == assessment.packages.end())
    return text +
           "  it was not vetted: it is the project's own code, or came inside another package\n";
  const auto where = [](const PolicyOrigin& origin) {
    return origin.line > 0 ? fmt::format("{}:{}", Escape(origin.file, 200), origin.line)
                           : Escape(origin.file, 200);
  };
  text += fmt::format("  {} <- {} ({})\n", NameOf(assessed->verdict.action),
                      Escape(assessed->verdict.line, 200), where(assessed->verdict.origin));
  bool any = false;
  for (const JudgedFinding& judged : assessment.findings) {
    if (judged.package != index) continue;
    any = true;
    const Finding& finding = judged.finding;
    text += fmt::format("\n  {} <- policy: {} ({})\n", NameOf(judged.verdict.action),
                        Escape(judged.verdict.line, 200), where(judged.verdict.origin));
    if (judged.suppressed_by)
      text += fmt::format("    suppressed by {}: {}\n", Escape(judged.suppressed_by->owner, 80),
                          Escape(judged.suppressed_by->reason, 400));
    text += fmt::format("    <- finding {}: {} ({}, confidence {})\n", Escape(finding.rule, 100),
                        Escape(finding.title, 200), NameOf(finding.severity),
                        NameOf(finding.confidence));
    for (const Finding::Change& change : finding.changes) {
      text += fmt::format("       {} became {}: {}\n", NameOf(change.from), NameOf(change.to),
                          Escape(change.reason, 200));
    }
    for (const std::string& clause : finding.clauses)
      text += fmt::format("      <- clause {}\n", Escape(clause, 200));
    for (const Fact& fact : finding.facts) {
      text += fmt::format("        <- fact {}", InfoOf(fact.kind).name);
      for (const FactValue& value : fact.values)
        text += fmt::format(" {}={}", value.key, ForTerminal(value.text, 60));
      text += fmt::format("\n          <- {}\n", ForTerminal(PlaceOf(fact.evidence)));
      if (!fact.evidence.snippet.empty())
        text += fmt::format("             {}\n", ForTerminal(OnOneLine(fact.evidence.snippet)));
    }
  }
  return any ? text : text + "  no rule had anything to say\n";
}

}  // namespace report
