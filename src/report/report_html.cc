#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "report/escape.h"
#include "report/html_parts.h"
#include "report/html_style.h"
#include "report/report.h"
#include "report/story.h"

namespace report {
namespace {

std::string Ours(std::string_view text) {
  return ForHtml(Untrusted(text), 4000);
}

/// A door that is shut, half open, or open.
std::string_view SignOf(Action action) {
  switch (action) {
    case Action::kBlock:
      return R"(<svg class="sign" viewBox="0 0 44 44" aria-hidden="true"><circle cx="22" cy="22" r="20" fill="none" stroke="currentColor" stroke-width="3"/><path d="M13 22h18" stroke="currentColor" stroke-width="5" stroke-linecap="round"/></svg>)";
    case Action::kWarn:
      return R"(<svg class="sign" viewBox="0 0 44 44" aria-hidden="true"><path d="M22 5 41 38H3Z" fill="none" stroke="currentColor" stroke-width="3" stroke-linejoin="round"/><path d="M22 17v10" stroke="currentColor" stroke-width="4" stroke-linecap="round"/><circle cx="22" cy="32.5" r="2.2" fill="currentColor"/></svg>)";
    case Action::kAllow:
      return R"(<svg class="sign" viewBox="0 0 44 44" aria-hidden="true"><circle cx="22" cy="22" r="20" fill="none" stroke="currentColor" stroke-width="3"/><path d="m13 23 6.5 6.5L31 16" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>)";
  }
  return {};
}

class Page {
 public:
  Page(const Assessment& assessment, std::span<const RuleCard> cards, std::string_view first)
      : assessment_(assessment), cards_(cards), first_(first) {}

  std::string Write() {
    Head();
    Top();
    out_ += first_;
    Stories();
    Findings();
    Quiet();
    Diagnostics();
    NotAnalysed();
    OtherPlatforms();
    Packages();
    out_ +=
        "<footer>Made by Sallyport. Text from packages is shown as text: nothing on this page is "
        "loaded, linked or "
        "run.</footer></main></body></html>\n";
    return std::move(out_);
  }

 private:
  void Head() {
    out_ += fmt::format(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
        "<meta name=\"referrer\" content=\"no-referrer\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<title>Sallyport: {}</title><style>{}</style></head>\n<body><main>\n",
        Title(), kHtmlStyle);
  }

  /// What was asked about; a project by its own name, which says more than "." does.
  [[nodiscard]] std::string Title() const {
    const Inventory& inventory = assessment_.inventory;
    const bool named =
        inventory.lockfile_kind != LockfileKind::kNone && inventory.packages.front().name;
    return named ? ForHtml(LabelOf(inventory, PackageIndex::kRoot)) : Ours(assessment_.subject);
  }

  [[nodiscard]] std::size_t Count(Action action) const {
    return static_cast<std::size_t>(std::count_if(
        assessment_.findings.begin(), assessment_.findings.end(), [&](const JudgedFinding& one) {
          return one.verdict.action == action && !one.suppressed_by;
        }));
  }

  void Tile(std::string_view number, std::string_view what) {
    out_ += fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span></div>", number, what);
  }

  void Top() {
    const Action action = assessment_.verdict.action;
    out_ += fmt::format("<div class=\"brand\">Sallyport</div><h1>{}</h1>", Title());
    std::string because = "No line of the policy asks for more.";
    if (!assessment_.verdict.rule.empty())
      because = fmt::format("Decided by rule <code>{}</code> and the policy line <code>{}</code>.",
                            Ours(assessment_.verdict.rule), Ours(assessment_.verdict.line));
    out_ += fmt::format(
        "<section class=\"verdict {}\">{}<div "
        "class=\"{}\"><b>{}</b><span>{}</span></div></section>",
        NameOf(action), SignOf(action), NameOf(action), HeadlineOf(action), because);
    out_ += "<div class=\"tiles\">";
    Tile(HumanCount(Count(Action::kBlock)), "block");
    Tile(HumanCount(Count(Action::kWarn)), "warn");
    Tile(HumanCount(assessment_.packages.size()),
         assessment_.packages.size() == 1 ? "package" : "packages");
    Tile(HumanCount(assessment_.stats.files), "files read");
    Tile(HumanBytes(assessment_.stats.bytes), "unpacked");
    Tile(HumanCount(assessment_.not_analysed.size()), "not analysed");
    out_ += "</div>";
  }

  /// One package: the whole story. Many: those that do not pass.
  void Stories() {
    constexpr std::size_t kStories = 12;
    std::size_t told = 0;
    for (const PackageAssessment& package : assessment_.packages) {
      const bool wanted =
          assessment_.packages.size() == 1 || package.verdict.action != Action::kAllow;
      if (!wanted || package.capabilities.empty() || told == kStories) continue;
      if (told++ == 0) out_ += "<h2>What it can do, and when</h2>";
      if (assessment_.packages.size() > 1)
        out_ += fmt::format("<details><summary class=\"who\">{}</summary>",
                            ForHtml(LabelOf(assessment_.inventory, package.package)));
      out_ += "<div class=\"story\"><ul>";
      for (const std::string& sentence : StoryOf(package))
        out_ += "<li>" + Ours(sentence) + "</li>";
      out_ += "</ul></div>" + HtmlCapabilities(package);
      if (assessment_.packages.size() > 1) out_ += "</details>";
    }
  }

  void Findings() {
    bool first = true;
    for (const JudgedFinding& judged : assessment_.findings) {
      if (judged.verdict.action == Action::kAllow) continue;
      if (first) out_ += "<h2>Findings</h2>";
      first = false;
      out_ += HtmlFinding(assessment_, judged, cards_) + "\n";
    }
  }

  void Quiet() {
    std::size_t count = 0;
    for (const JudgedFinding& judged : assessment_.findings)
      count += judged.verdict.action == Action::kAllow ? 1 : 0;
    if (count == 0) return;
    constexpr std::size_t kInFull = 40;
    const bool few = count <= kInFull;
    out_ += fmt::format("<h2>Remarks</h2><p class=\"soft\">{} that do not stand in the way</p>",
                        HumanCount(count));
    out_ +=
        "<div "
        "class=\"scroll\"><table><thead><tr><th>severity</th><th>what</th><th>where</th></tr></"
        "thead><tbody>";
    std::map<std::string, std::size_t> shown;
    for (const JudgedFinding& judged : assessment_.findings) {
      if (judged.verdict.action != Action::kAllow) continue;
      // Many of one rule say little more than three of it.
      if (!few && ++shown[judged.finding.rule] > 3) continue;
      out_ += fmt::format(
          "<tr><td>{}</td><td>{} <span class=\"soft\">{}{}</span></td><td>{} <span "
          "class=\"place\">{}</span></td></tr>",
          NameOf(judged.finding.severity), Ours(judged.finding.title), Ours(judged.finding.rule),
          judged.suppressed_by ? " (suppressed)" : "",
          ForHtml(LabelOf(assessment_, judged.package)),
          ForHtml(PlaceOf(judged.finding.facts.front().evidence)));
    }
    for (const auto& [rule, number] : shown) {
      if (number > 3)
        out_ += fmt::format(
            "<tr><td></td><td class=\"soft\">{}</td><td class=\"soft\">and {} more</td></tr>",
            Ours(rule), number - 3);
    }
    out_ += "</tbody></table></div>";
  }

  void Diagnostics() {
    std::string rows;
    for (const auto* list : {&assessment_.inventory.diagnostics, &assessment_.diagnostics}) {
      for (const Diagnostic& diagnostic : *list) {
        rows += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"place\">{}</td></tr>",
                            Ours(diagnostic.code), Ours(diagnostic.message), Ours(diagnostic.file));
      }
    }
    if (rows.empty()) return;
    out_ += "<h2>About the input</h2><div class=\"scroll\"><table><tbody>" + rows +
            "</tbody></table></div>";
  }

  void NotAnalysed() {
    if (assessment_.not_analysed.empty()) return;
    out_ +=
        "<h2>Not analysed</h2><div "
        "class=\"scroll\"><table><thead><tr><th>package</th><th>file</th><th>why</th></tr></"
        "thead><tbody>";
    for (const auto& gap : assessment_.not_analysed) {
      out_ += fmt::format("<tr><td>{}</td><td class=\"place\">{}</td><td>{}{}</td></tr>",
                          ForHtml(LabelOf(assessment_, gap.package)), ForHtml(gap.file),
                          Ours(gap.reason),
                          gap.in_install_path ? " <b>(may run during the install)</b>" : "");
    }
    out_ += "</tbody></table></div>";
  }

  void OtherPlatforms() {
    if (assessment_.other_platform.empty()) return;
    out_ +=
        "<h2>For other platforms, not read</h2><details><summary>no install here takes "
        "them</summary><div class=\"scroll\"><table><tbody>";
    for (const OtherPlatform& other : assessment_.other_platform) {
      out_ +=
          fmt::format("<tr><td>{}</td><td>{}</td></tr>",
                      ForHtml(LabelOf(assessment_.inventory, other.package)), Ours(other.reason));
    }
    out_ += "</tbody></table></div></details>";
  }

  void Packages() {
    if (assessment_.packages.size() < 2) return;
    out_ += fmt::format(
        "<h2>Packages</h2><details{}><summary>{} packages</summary><div "
        "class=\"scroll\"><table><thead><tr><th>package</th>"
        "<th>verdict</th><th>read from</th><th class=\"n\">files</th><th "
        "class=\"n\">size</th></tr></thead><tbody>",
        assessment_.packages.size() <= 25 ? " open" : "", HumanCount(assessment_.packages.size()));
    for (const PackageAssessment& package : assessment_.packages) {
      const std::string_view action = NameOf(package.verdict.action);
      out_ += fmt::format(
          "<tr><td>{}</td><td class=\"{}\"><span class=\"act\">{}</span></td><td "
          "class=\"soft\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
          ForHtml(LabelOf(assessment_.inventory, package.package)), action, action,
          NameOf(package.source), HumanCount(package.files), HumanBytes(package.bytes));
    }
    out_ += "</tbody></table></div></details>";
  }

  const Assessment& assessment_;
  std::span<const RuleCard> cards_;
  std::string_view first_;
  std::string out_;
};

}  // namespace

std::string HtmlPage(const Assessment& assessment, std::span<const RuleCard> cards,
                     std::string_view first) {
  return Page(assessment, cards, first).Write();
}

std::string WriteHtml(const Assessment& assessment, std::span<const RuleCard> cards) {
  return HtmlPage(assessment, cards, {});
}

}  // namespace report
