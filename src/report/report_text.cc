#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "report/diagnostics.h"
#include "report/escape.h"
#include "report/record_lines.h"
#include "report/report.h"
#include "report/story.h"

namespace report {
namespace {

constexpr std::size_t kEvidenceShown = 3;  ///< per finding, unless verbose
constexpr std::size_t kGapsShown = 5;      ///< unless verbose
// Of a chain, unless verbose; a longer one shows its ends.
constexpr std::size_t kStepsShown = 8;
constexpr std::size_t kFirstSteps = 4;
constexpr std::size_t kLastSteps = 3;
constexpr std::size_t kQuietShown =
    8;  ///< rows of the summary of findings that do not stand in the way

Tone ToneOf(Action action) {
  switch (action) {
    case Action::kBlock:
      return Tone::kBad;
    case Action::kWarn:
      return Tone::kWarning;
    case Action::kAllow:
      return Tone::kGood;
  }
  return Tone::kPlain;
}

Tone ToneOf(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return Tone::kBad;
    case Severity::kHigh:
      return Tone::kWarning;
    case Severity::kMedium:
      return Tone::kStrong;
    case Severity::kLow:
    case Severity::kInfo:
      return Tone::kFaint;
  }
  return Tone::kPlain;
}

std::string Plural(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", HumanCount(count), count == 1 ? one : many);
}

std::string_view WhenOf(Phase phase) {
  switch (phase) {
    case Phase::kInstall:
      return "runs during install";
    case Phase::kImport:
      return "runs when it is imported";
    case Phase::kCall:
      return "runs when it is called";
    case Phase::kNever:
      return "never reached";
    case Phase::kUnknown:
      return "";
  }
  return "";
}

std::string Seconds(double seconds) {
  return seconds < 0.01 ? fmt::format("{:.1f} ms", seconds * 1000)
                        : fmt::format("{:.2f} s", seconds);
}

/// First paragraph of a card's section, on one line.
std::string FirstParagraph(std::string_view markdown) {
  const std::string_view trimmed = Trim(markdown);
  return ReplaceAll(std::string(trimmed.substr(0, trimmed.find("\n\n"))), "\n", " ");
}

class TextReport {
 public:
  TextReport(const Assessment& assessment, std::span<const RuleCard> cards,
             const TextOptions& options)
      : assessment_(assessment), cards_(cards), options_(options) {}

  std::string Write() {
    Head();
    for (const Diagnostics* list : {&assessment_.inventory.diagnostics, &assessment_.diagnostics}) {
      for (const Diagnostic& diagnostic : *list)
        out_ += DiagnosticText(diagnostic, options_) + "\n";
    }
    Stories();
    for (const JudgedFinding& judged : assessment_.findings) {
      const bool quiet = judged.verdict.action == Action::kAllow && !options_.verbose;
      if (!quiet) WriteFinding(judged);
    }
    if (!options_.verbose) QuietFindings();
    NotAnalysedList();
    OtherPlatforms();
    Foot();
    return std::move(out_);
  }

 private:
  void Head() {
    const Inventory& inventory = assessment_.inventory;
    out_ += Paint(Escape(assessment_.subject, 200), Tone::kStrong, options_) + "\n";
    std::uint64_t dev = 0;
    std::uint64_t scripts = 0;
    for (const PackageAssessment& assessed : assessment_.packages) {
      dev += inventory.at(assessed.package).InProduction() ? 0 : 1;
      scripts += inventory.at(assessed.package).has_install_script ? 1 : 0;
    }
    std::string line = Plural(assessment_.packages.size(), "package", "packages");
    if (!inventory.projects.empty()) {
      line =
          fmt::format("{} in {}", line, Plural(inventory.projects.size(), "project", "projects"));
    } else if (inventory.lockfile_kind != LockfileKind::kNone) {
      line = fmt::format("{} version {}: {}", NameOf(inventory.lockfile_kind),
                         inventory.lockfile_version, line);
    }
    if (dev > 0) line += fmt::format(", {} for development only", HumanCount(dev));
    if (scripts > 0) line += fmt::format(", {} with install scripts", HumanCount(scripts));
    out_ += Wrap(line, 0, options_) + "\n";
    const Stats& stats = assessment_.stats;
    line = fmt::format("{} in {} read in {}", HumanBytes(stats.bytes),
                       Plural(stats.files, "file", "files"), Seconds(stats.seconds));
    if (stats.packages_from_store > 0)
      line +=
          fmt::format(", {} remembered", Plural(stats.packages_from_store, "package", "packages"));
    out_ += Paint(Wrap(line, 0, options_), Tone::kFaint, options_) + "\n\n";
  }

  /// What was vetted by name tells its story; a project has too many packages for that.
  void Stories() {
    constexpr std::size_t kStories = 5;
    if (assessment_.inventory.lockfile_kind != LockfileKind::kNone) return;
    if (assessment_.packages.size() > kStories && !options_.verbose) return;
    for (const PackageAssessment& package : assessment_.packages) {
      if (package.capabilities.empty()) continue;
      if (assessment_.packages.size() > 1)
        out_ += Paint(ForTerminal(LabelOf(assessment_.inventory, package.package)), Tone::kStrong,
                      options_) +
                "\n";
      for (const std::string& sentence : StoryOf(package))
        out_ += Wrap(sentence, 2, options_) + "\n";
      out_ += "\n";
      Capabilities(package);
      out_ += "\n";
    }
  }

  /// How often each capability was seen, by phase.
  void Capabilities(const PackageAssessment& package) {
    constexpr auto kPhases =
        std::to_array<std::pair<Phase, std::string_view>>({{Phase::kInstall, "install"},
                                                           {Phase::kImport, "import"},
                                                           {Phase::kCall, "call"},
                                                           {Phase::kUnknown, "other"},
                                                           {Phase::kNever, "unreached"}});
    // On a narrow terminal the columns move together as far as their titles let them.
    constexpr std::size_t kWide = 22 + 5 * 10;
    const bool narrow = options_.width < kWide;
    const std::size_t names = narrow ? 18 : 20;
    const auto cell_width = [&](std::string_view title) {
      return narrow ? std::min<std::size_t>(title.size(), 9) : 9;
    };
    std::string head = fmt::format("  {:<{}}", "", names);
    for (const auto& [phase, title] : kPhases)
      head += fmt::format(" {:>{}}", title, cell_width(title));
    out_ += Paint(head, Tone::kFaint, options_) + "\n";
    for (std::size_t i = 0; i < package.capabilities.size();) {
      const std::string& name = package.capabilities[i].name;
      std::map<Phase, std::uint32_t> counts;
      for (; i < package.capabilities.size() && package.capabilities[i].name == name; ++i)
        counts[package.capabilities[i].phase] = package.capabilities[i].count;
      out_ += fmt::format("  {:<{}}", name, names);
      for (const auto& [phase, title] : kPhases) {
        const auto count = counts.find(phase);
        const std::string cell = fmt::format(
            " {:>{}}", count == counts.end() ? "·" : HumanCount(count->second), cell_width(title));
        const bool early = count != counts.end() && phase == Phase::kInstall;
        out_ += Paint(cell, early ? Tone::kWarning : Tone::kPlain, options_);
      }
      out_ += "\n";
    }
  }

  void WriteFinding(const JudgedFinding& judged) {
    const Finding& finding = judged.finding;
    const std::string label = ForTerminal(LabelOf(assessment_, judged.package));
    std::string action(NameOf(judged.verdict.action));
    if (judged.suppressed_by) action = "suppressed";
    out_ += fmt::format("{}  {}\n", Paint(action, ToneOf(judged.verdict.action), options_),
                        Paint(label, Tone::kStrong, options_));

    std::vector<std::string> parts = {
        Paint(NameOf(finding.severity), ToneOf(finding.severity), options_),
        fmt::format("confidence {}", NameOf(finding.confidence))};
    if (!WhenOf(finding.phase).empty()) parts.emplace_back(WhenOf(finding.phase));
    parts.push_back(finding.rule);
    out_ += Wrap(finding.title, 2, options_) + "\n" + WrapParts(parts, 2, options_) + "\n";
    for (const Finding::Change& change : finding.changes) {
      out_ += Wrap(fmt::format("{} became {}: {}", NameOf(change.from), NameOf(change.to),
                               change.reason),
                   2, options_) +
              "\n";
    }
    const std::size_t shown =
        options_.verbose ? finding.facts.size() : std::min(finding.facts.size(), kEvidenceShown);
    for (std::size_t i = 0; i < shown; ++i) WriteEvidence(judged, finding.facts[i]);
    const std::size_t more = finding.facts.size() - shown + finding.facts_left_out;
    if (more > 0) out_ += Paint(fmt::format("    and {} more\n", more), Tone::kFaint, options_);
    if (options_.verbose) {
      for (const std::string& clause : finding.clauses)
        out_ += Hang(Paint("held:", Tone::kFaint, options_), clause, 2, options_) + "\n";
    }
    if (judged.suppressed_by) {
      out_ += Wrap(fmt::format("suppressed by {}: {}", Escape(judged.suppressed_by->owner, 80),
                               Escape(judged.suppressed_by->reason, 400)),
                   2, options_) +
              "\n";
    }
    if (judged.verdict.action != Action::kAllow || options_.verbose) {
      const std::string where =
          judged.verdict.origin.line > 0
              ? fmt::format("{}:{}", judged.verdict.origin.file, judged.verdict.origin.line)
              : judged.verdict.origin.file;
      out_ += Hang(Paint("policy:", Tone::kFaint, options_),
                   fmt::format("{} ({})", Escape(judged.verdict.line, 200), Escape(where, 200)), 2,
                   options_) +
              "\n";
      if (const RuleCard* const card = FindCard(cards_, finding.rule);
          card != nullptr && !card->to_do.empty()) {
        out_ +=
            Hang(Paint("help:", Tone::kHelp, options_), FirstParagraph(card->to_do), 2, options_) +
            "\n";
      }
    }
    out_ += "\n";
  }

  void WriteEvidence(const JudgedFinding& judged, const Fact& fact) {
    const Evidence& evidence = fact.evidence;
    std::string place = ForTerminal(PlaceOf(evidence));
    const std::string path = judged.package ? assessment_.inventory.at(*judged.package).path : "";
    if (!path.empty() && !IsOfRecord(fact)) place = Escape(path, 200) + "/" + place;
    out_ += fmt::format("    {} {}\n", Paint("-->", Tone::kPlace, options_),
                        WrapPath(place, 8, options_));
    const std::size_t room = options_.width > 10 ? options_.width - 8 : 20;
    if (!evidence.snippet.empty()) {
      out_ += fmt::format("     {} {}\n", Paint("|", Tone::kPlace, options_),
                          CutToWidth(ForTerminal(OnOneLine(evidence.snippet)), room));
    }
    if (IsOfRecord(fact)) {
      for (const std::string& line : RecordLines(fact)) out_ += Wrap(line, 7, options_) + "\n";
    } else {
      out_ += fmt::format("     {} {}\n", Paint("|", Tone::kPlace, options_),
                          Paint(CutToWidth(Values(fact), room), Tone::kFaint, options_));
    }
    if (!evidence.decoded.empty()) {
      out_ += fmt::format("     {} {} {}\n", Paint("|", Tone::kPlace, options_),
                          Paint("decoded:", Tone::kFaint, options_),
                          CutToWidth(ForTerminal(evidence.decoded), room - 9));
    }
    WriteSteps(evidence.steps);
  }

  /// Of a long chain its two ends.
  void WriteSteps(const std::vector<EvidenceStep>& steps) {
    const bool whole = options_.verbose || steps.size() <= kStepsShown;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!whole && i == kFirstSteps) {
        const std::size_t left_out = steps.size() - kFirstSteps - kLastSteps;
        out_ += Paint(fmt::format("        … {} more steps (-v shows them)\n", left_out),
                      Tone::kFaint, options_);
        i += left_out;
      }
      const std::string place =
          ForTerminal(PlaceOf({.file = steps[i].file, .position = steps[i].position}));
      out_ += Hang(Paint("->", Tone::kPlace, options_), fmt::format("{}: {}", place, steps[i].what),
                   5, options_) +
              "\n";
    }
  }

  /// "oddity path-traversal, path ../x": what was observed there.
  static std::string Values(const Fact& fact) {
    std::string text(InfoOf(fact.kind).name);
    for (std::size_t i = 0; i < fact.values.size(); ++i) {
      text += fmt::format("{} {} {}", i == 0 ? ":" : ",", fact.values[i].key,
                          ForTerminal(fact.values[i].text, 80));
    }
    return text;
  }

  /// Findings that policy lets through, one row per rule.
  void QuietFindings() {
    struct Row {
      Severity severity = Severity::kInfo;
      std::size_t count = 0;
      std::set<std::string> labels;
      std::string title;
    };
    std::map<std::string, Row> rows;
    std::size_t total = 0;
    for (const JudgedFinding& judged : assessment_.findings) {
      if (judged.verdict.action != Action::kAllow) continue;
      Row& row = rows[judged.finding.rule];
      row.severity = std::max(row.severity, judged.finding.severity);
      row.title = judged.finding.title;
      row.labels.insert(ForTerminal(LabelOf(assessment_, judged.package)));
      ++row.count;
      ++total;
    }
    if (rows.empty()) return;
    std::vector<std::pair<std::string, Row>> sorted(rows.begin(), rows.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
      return a.second.severity > b.second.severity;
    });
    out_ += Wrap(fmt::format("{} that {} not stand in the way (-v shows them):",
                             Plural(total, "remark", "remarks"), total == 1 ? "does" : "do"),
                 0, options_) +
            "\n";
    for (std::size_t i = 0; i < std::min(sorted.size(), kQuietShown); ++i) {
      const auto& [rule, row] = sorted[i];
      std::string who = *row.labels.begin();
      if (row.labels.size() > 1) who += fmt::format(" and {} more", row.labels.size() - 1);
      const std::string line = fmt::format("{}: {}", row.title, who);
      // Padded before it is painted: colour sequences have no width.
      const std::string severity = fmt::format("{:<8}", NameOf(row.severity));
      out_ +=
          fmt::format("  {} {:>4}  {}\n", Paint(severity, ToneOf(row.severity), options_),
                      row.count, CutToWidth(line, options_.width > 20 ? options_.width - 17 : 20));
    }
    if (sorted.size() > kQuietShown)
      out_ += fmt::format("  and {} more rules\n", sorted.size() - kQuietShown);
    out_ += "\n";
  }

  /// What was not analysed for one and the same reason.
  struct GapGroup {
    std::vector<const NotAnalysed*> gaps;
    std::size_t packages = 0;
  };

  /// In the order of their first gaps, which come by package.
  [[nodiscard]] std::vector<GapGroup> GapGroups() const {
    std::vector<GapGroup> groups;
    std::map<std::pair<bool, std::string_view>, std::size_t> by_reason;
    for (const NotAnalysed& gap : assessment_.not_analysed) {
      const auto [at, fresh] =
          by_reason.try_emplace({gap.in_install_path, gap.reason}, groups.size());
      if (fresh) groups.emplace_back();
      GapGroup& group = groups[at->second];
      if (group.gaps.empty() || group.gaps.back()->package != gap.package) ++group.packages;
      group.gaps.push_back(&gap);
    }
    return groups;
  }

  [[nodiscard]] std::string GapPlace(const NotAnalysed& gap) const {
    const std::string file = gap.file.empty() ? "" : " " + ForTerminal(gap.file);
    return ForTerminal(LabelOf(assessment_, gap.package)) + file;
  }

  /// One place as it is; of more the number and the first.
  [[nodiscard]] std::string GapPlaces(const GapGroup& group) const {
    const NotAnalysed& first = *group.gaps.front();
    if (group.gaps.size() == 1) return GapPlace(first);
    const std::string number =
        first.file.empty() ? Plural(group.packages, "package", "packages")
                           : fmt::format("{} in {}", Plural(group.gaps.size(), "file", "files"),
                                         Plural(group.packages, "package", "packages"));
    return fmt::format("{} ({} and {} more)", number, GapPlace(first), group.gaps.size() - 1);
  }

  void NotAnalysedList() {
    const auto& gaps = assessment_.not_analysed;
    if (gaps.empty()) return;
    out_ += fmt::format("{} {}:\n", Paint("not analysed:", Tone::kWarning, options_),
                        Plural(gaps.size(), "thing", "things"));
    const auto write = [&](const std::string& places, const std::string& reason) {
      out_ += Wrap(fmt::format("{}: {}", places, Escape(reason, 400)), 2, options_) + "\n";
    };
    std::size_t shown = 0;
    if (options_.verbose) {
      for (const NotAnalysed& gap : gaps) write(GapPlace(gap), gap.reason);
      shown = gaps.size();
    } else {
      const std::vector<GapGroup> groups = GapGroups();
      for (std::size_t i = 0; i < std::min(groups.size(), kGapsShown); ++i) {
        write(GapPlaces(groups[i]), groups[i].gaps.front()->reason);
        shown += groups[i].gaps.size();
      }
    }
    if (gaps.size() > shown)
      out_ += fmt::format("  and {} more (-v shows them)\n", gaps.size() - shown);
    out_ += "\n";
  }

  void OtherPlatforms() {
    const auto& others = assessment_.other_platform;
    if (others.empty()) return;
    const auto label = [&](const OtherPlatform& other) {
      return ForTerminal(LabelOf(assessment_.inventory, other.package));
    };
    std::string line = fmt::format("for other platforms, not read: {}",
                                   Plural(others.size(), "package", "packages"));
    if (!options_.verbose) {
      line += others.size() == 1
                  ? fmt::format(" ({})", label(others.front()))
                  : fmt::format(" ({} and {} more)", label(others.front()), others.size() - 1);
    }
    out_ += Wrap(line, 0, options_) + "\n";
    if (options_.verbose) {
      for (const OtherPlatform& other : others)
        out_ += Wrap(fmt::format("{}: {}", label(other), Escape(other.reason, 400)), 2, options_) +
                "\n";
    }
    out_ += "\n";
  }

  void Foot() {
    std::array<std::size_t, 3> counts{};
    for (const JudgedFinding& judged : assessment_.findings) {
      if (!judged.suppressed_by) ++counts[static_cast<std::size_t>(judged.verdict.action)];
    }
    const Action action = assessment_.verdict.action;
    std::string line = Paint(fmt::format("verdict: {}", NameOf(action)), ToneOf(action), options_);
    const std::size_t blocks = counts[static_cast<std::size_t>(Action::kBlock)];
    const std::size_t warnings = counts[static_cast<std::size_t>(Action::kWarn)];
    if (blocks + warnings == 0) {
      line += action == Action::kAllow ? " · nothing stands in the way" : "";
    } else {
      line += fmt::format(" · {}, {}", Plural(blocks, "block", "blocks"),
                          Plural(warnings, "warning", "warnings"));
    }
    out_ += line + "\n";
    if (action != Action::kAllow && !assessment_.verdict.rule.empty()) {
      const std::string help = fmt::format(
          "`sallyport explain {}` says more; `sallyport why PACKAGE` shows how it got in",
          assessment_.verdict.rule);
      out_ += Paint(Wrap(help, 0, options_), Tone::kFaint, options_) + "\n";
    }
  }

  const Assessment& assessment_;
  std::span<const RuleCard> cards_;
  const TextOptions& options_;
  std::string out_;
};

}  // namespace

std::string WriteText(const Assessment& assessment, std::span<const RuleCard> cards,
                      const TextOptions& options) {
  return TextReport(assessment, cards, options).Write();
}

}  // namespace report
