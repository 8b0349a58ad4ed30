#include "report/html_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "report/escape.h"
#include "report/report.h"

namespace report {
namespace {

constexpr std::size_t kFactsShown = 5;      ///< of one finding; the rest folds away
constexpr std::size_t kDecodedLines = 200;  ///< of one decoded text
constexpr std::size_t kLineCodePoints = 400;

std::string Ours(std::string_view text) {
  return ForHtml(Untrusted(text), 4000);
}

std::string Tag(std::string_view classes, std::string_view text) {
  return fmt::format("<span class=\"tag {}\">{}</span>", classes, Ours(text));
}

std::string PlaceText(const Untrusted& file, Position position) {
  Evidence evidence;
  evidence.file = file;
  evidence.position = position;
  return ForHtml(PlaceOf(evidence));
}

/// A line of source and the steps that stand on it.
struct MarkedLine {
  Untrusted text;
  std::vector<std::size_t> steps;
  bool hit = false;
};

/// What the excerpts have of a file around the lines that are `marks`' keys; empty when they have
/// not all of them. Marks with the number 0 are places that are no steps.
std::map<std::uint32_t, MarkedLine> LinesAround(
    const Assessment& assessment, PackageIndex package, const Untrusted& file,
    const std::multimap<std::uint32_t, std::size_t>& marks) {
  std::map<std::uint32_t, MarkedLine> lines;
  for (const SourceExcerpt& excerpt : assessment.excerpts) {
    if (excerpt.package != package || excerpt.file != file) continue;
    const auto end = excerpt.first_line + static_cast<std::uint32_t>(excerpt.lines.size());
    const auto mark = marks.lower_bound(excerpt.first_line);
    if (mark == marks.end() || mark->first >= end) continue;
    for (std::uint32_t line = excerpt.first_line; line < end; ++line)
      lines[line].text = excerpt.lines[line - excerpt.first_line];
  }
  for (const auto& [line, step] : marks) {
    const auto found = lines.find(line);
    if (found == lines.end()) return {};
    found->second.hit = true;
    if (step > 0) found->second.steps.push_back(step);
  }
  return lines;
}

/// The numbers of the steps on one line, in the margin.
std::string Margin(const std::vector<std::size_t>& steps) {
  constexpr std::size_t kShown = 3;
  std::string html = "<b class=\"m\">";
  for (std::size_t i = 0; i < std::min(steps.size(), kShown); ++i) {
    const bool more = i + 1 == kShown && steps.size() > kShown;
    html += more ? "<em>…</em>" : fmt::format("<em>{}</em>", steps[i]);
  }
  return html + "</b>";
}

std::string Source(const std::map<std::uint32_t, MarkedLine>& lines) {
  const bool flow = std::any_of(lines.begin(), lines.end(),
                                [](const auto& line) { return !line.second.steps.empty(); });
  std::string html = "<pre class=\"lines\">";
  std::uint32_t last = 0;
  for (const auto& [number, line] : lines) {
    if (last > 0 && number > last + 1) html += "<span class=\"gap\"><i>⋮</i></span>";
    last = number;
    html += fmt::format("<span{}>{}<i>{}</i>{}</span>", line.hit ? " class=\"hit\"" : "",
                        flow ? Margin(line.steps) : "", number,
                        ForHtmlLines(line.text, 1, kLineCodePoints));
  }
  return html + "</pre>";
}

/// Lines around a place, the line that is meant marked.
std::string Excerpt(const Assessment& assessment, const std::optional<PackageIndex>& package,
                    const Untrusted& file, std::uint32_t line) {
  if (!package || line == 0) return {};
  const auto lines = LinesAround(assessment, *package, file, {{line, 0}});
  return lines.empty() ? std::string() : Source(lines);
}

std::string SourceOf(const Assessment& assessment, const std::optional<PackageIndex>& package,
                     const Untrusted& file, Position position, const Untrusted& snippet) {
  std::string excerpt = Excerpt(assessment, package, file, position.line);
  if (!excerpt.empty()) return excerpt;
  if (snippet.empty()) return {};
  return fmt::format("<pre>{}</pre>", ForHtmlLines(snippet, 12));
}

std::string Values(const Fact& fact) {
  std::string html = std::string(InfoOf(fact.kind).name);
  for (std::size_t i = 0; i < fact.values.size(); ++i)
    html += fmt::format("{} {} <b>{}</b>", i == 0 ? ":" : ",", fact.values[i].key,
                        ForHtml(fact.values[i].text, 120));
  return "<div class=\"values\">" + html + "</div>";
}

std::string Decoded(const Evidence& evidence) {
  if (evidence.decoded.empty()) return {};
  return fmt::format("<h4>decoded, shown as plain text</h4><pre class=\"decoded\">{}</pre>",
                     ForHtmlLines(evidence.decoded, kDecodedLines, kLineCodePoints));
}

/// The source of every file that steps pass through, each line marked with its steps.
std::string SourceBeside(const Assessment& assessment, const std::optional<PackageIndex>& package,
                         const std::vector<EvidenceStep>& steps) {
  if (!package) return {};
  std::string html;
  std::vector<Untrusted> shown;
  for (const EvidenceStep& first : steps) {
    if (std::find(shown.begin(), shown.end(), first.file) != shown.end()) continue;
    shown.push_back(first.file);
    std::multimap<std::uint32_t, std::size_t> marks;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (steps[i].file == first.file && steps[i].position.line > 0)
        marks.emplace(steps[i].position.line, i + 1);
    }
    const auto lines = LinesAround(assessment, *package, first.file, marks);
    if (lines.empty()) continue;
    html += fmt::format("<div class=\"place\">{}</div>{}", ForHtml(first.file), Source(lines));
  }
  return html;
}

/// The steps of a flow, numbered and joined, with the source beside them.
std::string Chain(const Assessment& assessment, const std::optional<PackageIndex>& package,
                  const Fact& fact) {
  const std::vector<EvidenceStep>& steps = fact.evidence.steps;
  const std::string beside = SourceBeside(assessment, package, steps);
  std::string html = beside.empty() ? "<div>" : "<div class=\"flow\">";
  html += "<ol class=\"chain\">";
  for (std::size_t i = 0; i < steps.size(); ++i) {
    html += fmt::format("<li><span class=\"dot\">{}</span>{}<div class=\"place\">{}</div>", i + 1,
                        Ours(steps[i].what), PlaceText(steps[i].file, steps[i].position));
    if (beside.empty() && !steps[i].snippet.empty())
      html += fmt::format("<pre>{}</pre>", ForHtmlLines(steps[i].snippet, 12));
    html += "</li>";
  }
  html += "</ol>";
  if (!beside.empty()) html += "<div class=\"beside\">" + beside + "</div>";
  return html + "</div>";
}

std::string FactItem(const Assessment& assessment, const std::optional<PackageIndex>& package,
                     const Fact& fact) {
  const Evidence& evidence = fact.evidence;
  std::string html = "<li>";
  if (evidence.steps.empty()) {
    if (!evidence.file.empty())
      html += fmt::format("<div class=\"place\">{}</div>", ForHtml(PlaceOf(evidence)));
    html += SourceOf(assessment, package, evidence.file, evidence.position, evidence.snippet);
  } else {
    html += Chain(assessment, package, fact);
  }
  return html + Values(fact) + Decoded(evidence) + "</li>";
}

std::string FactList(const Assessment& assessment, const JudgedFinding& judged) {
  const Facts& facts = judged.finding.facts;
  std::string html = "<ul class=\"facts\">";
  for (std::size_t i = 0; i < std::min(facts.size(), kFactsShown); ++i)
    html += FactItem(assessment, judged.package, facts[i]);
  html += "</ul>";
  const std::size_t more = facts.size() > kFactsShown ? facts.size() - kFactsShown : 0;
  if (more > 0) {
    html += fmt::format("<details><summary>{} more places</summary><ul class=\"facts\">", more);
    for (std::size_t i = kFactsShown; i < facts.size(); ++i)
      html += FactItem(assessment, judged.package, facts[i]);
    html += "</ul></details>";
  }
  if (judged.finding.facts_left_out > 0)
    html += fmt::format("<p class=\"soft\">and {} more that are not listed</p>",
                        judged.finding.facts_left_out);
  return html;
}

}  // namespace

std::string_view HeadlineOf(Action action) {
  switch (action) {
    case Action::kBlock:
      return "Blocked";
    case Action::kWarn:
      return "Warnings";
    case Action::kAllow:
      return "Nothing stands in the way";
  }
  return {};
}

std::string_view PhaseTitle(Phase phase) {
  switch (phase) {
    case Phase::kInstall:
      return "install";
    case Phase::kImport:
      return "import";
    case Phase::kCall:
      return "call";
    case Phase::kNever:
      return "not reached";
    case Phase::kUnknown:
      return "other";
  }
  return {};
}

std::string HtmlProse(std::string_view markdown) {
  std::string html;
  for (std::string_view rest = Trim(markdown); !rest.empty();) {
    const std::size_t end = rest.find("\n\n");
    const std::string_view paragraph = Trim(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : Trim(rest.substr(end));
    const bool list = paragraph.starts_with("- ");
    std::string text;
    bool code = false;
    for (const char c : Ours(ReplaceAll(std::string(paragraph), "\n", " "))) text += c;
    // Code spans: the escaper made references of the backticks.
    std::string spans;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t tick = text.find("&#96;", at);
      spans += text.substr(at, tick - at);
      if (tick == std::string::npos) break;
      spans += code ? "</code>" : "<code>";
      code = !code;
      at = tick + 5;
    }
    if (code) spans += "</code>";
    html += list ? "<ul><li>" + spans.substr(2) + "</li></ul>" : "<p>" + spans + "</p>";
  }
  return html;
}

std::string HtmlFinding(const Assessment& assessment, const JudgedFinding& judged,
                        std::span<const RuleCard> cards) {
  const Finding& finding = judged.finding;
  const std::string_view action = NameOf(judged.verdict.action);
  std::string html = fmt::format(
      "<article class=\"card {}\"><h3>{}</h3><div class=\"who\">{}</div><div class=\"tags\">",
      action, Ours(finding.title), ForHtml(LabelOf(assessment, judged.package)));
  html += Tag("act", judged.suppressed_by ? "suppressed" : action);
  html += Tag(NameOf(finding.severity), fmt::format("{} severity", NameOf(finding.severity)));
  html += Tag("", fmt::format("{} confidence", NameOf(finding.confidence)));
  if (finding.phase != Phase::kUnknown)
    html += Tag("", fmt::format("phase: {}", PhaseTitle(finding.phase)));
  html += Tag("", finding.rule);
  const RuleCard* const card = FindCard(cards, finding.rule);
  if (card != nullptr) {
    for (const std::string& technique : card->attack) html += Tag("", technique);
  }
  html += "</div>";
  for (const Finding::Change& change : finding.changes)
    html += fmt::format("<p class=\"soft\">{} became {}: {}</p>", NameOf(change.from),
                        NameOf(change.to), Ours(change.reason));
  if (judged.suppressed_by)
    html += fmt::format("<p class=\"soft\">suppressed by {}: {}</p>",
                        Ours(judged.suppressed_by->owner), Ours(judged.suppressed_by->reason));
  if (card != nullptr && !card->matters.empty()) html += HtmlProse(card->matters);
  html += FactList(assessment, judged);
  if (card != nullptr && !card->to_do.empty())
    html += "<h4>what to do</h4>" + HtmlProse(card->to_do);
  html += "<details><summary>why this was said</summary>";
  for (const std::string& clause : finding.clauses)
    html += fmt::format("<div class=\"values\">held: <code>{}</code></div>", Ours(clause));
  if (!judged.verdict.line.empty())
    html += fmt::format("<div class=\"values\">policy: <code>{}</code></div>",
                        Ours(judged.verdict.line));
  return html + "</details></article>";
}

std::string HtmlCapabilities(const PackageAssessment& package) {
  if (package.capabilities.empty()) return {};
  constexpr auto kPhases = std::to_array<Phase>(
      {Phase::kInstall, Phase::kImport, Phase::kCall, Phase::kUnknown, Phase::kNever});
  std::string html = "<div class=\"scroll\"><table><thead><tr><th>capability</th>";
  for (const Phase phase : kPhases)
    html += fmt::format("<th class=\"cell\">{}</th>", PhaseTitle(phase));
  html += "<th>for example</th></tr></thead><tbody>";
  for (std::size_t i = 0; i < package.capabilities.size();) {
    std::map<Phase, std::uint32_t> counts;
    std::string examples;
    const std::string& name = package.capabilities[i].name;
    std::size_t end = i;
    for (; end < package.capabilities.size() && package.capabilities[end].name == name; ++end) {
      const Capability& one = package.capabilities[end];
      counts[one.phase] = one.count;
      for (const Untrusted& example : one.examples) {
        const std::string text = ForHtml(example, 60);
        if (examples.find(text) == std::string::npos)
          examples += (examples.empty() ? "" : ", ") + text;
      }
    }
    html += fmt::format("<tr><td>{}</td>", Ours(name));
    for (const Phase phase : kPhases) {
      const auto count = counts.find(phase);
      html += count == counts.end() ? "<td class=\"cell soft\">·</td>"
                                    : fmt::format("<td class=\"cell on {}\">{}</td>", NameOf(phase),
                                                  HumanCount(count->second));
    }
    html += fmt::format("<td class=\"soft\">{}</td></tr>", examples);
    i = end;
  }
  return html + "</tbody></table></div>";
}

}  // namespace report
