// What the rules see of an attack, and of its clean twin: `recall CASES GAPS [EVASIONS | --facts
// ID]`.
//
// CASES is a folder of case files (README.md), GAPS the cases that are known to be missed, one a
// line with its reason: the program fails when another one is missed and when a twin is not quiet.
// EVASIONS are the same cases rewritten by evade.mjs, as JSON lines; then the share of them that is
// still flagged must reach kEvasionsFlagged.

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>
#include <set>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "detect/card_cursor.h"
#include "detect/evaluate.h"
#include "detect/sample_reader.h"
#include "facts/extract.h"
#include "formats/json.h"
#include "policy/judge.h"
#include "policy/read_policy.h"
#include "recall_case.h"
#include "same_verdict.h"

namespace {

using recall::Case;

constexpr double kEvasionsFlagged = 0.95;

[[noreturn]] void Stop(std::string_view message) {
  fmt::print(stderr, "recall: {}\n", message);
  std::exit(2);
}

std::string ReadText(const std::string& path, std::uint64_t limit = limits::kJsonBytes) {
  const auto bytes = DiskFileSystem().Read(path, limit);
  if (!bytes) Stop(bytes.error().message);
  return std::string(AsText(*bytes));
}

std::vector<Case> ReadFolder(const std::string& folder) {
  const auto entries = DiskFileSystem().List(folder);
  if (!entries) Stop(entries.error().message);
  std::vector<Case> cases;
  for (const auto& entry : *entries) {
    if (!entry.name.ends_with(".md")) continue;
    auto read = recall::ReadCases(ReadText(folder + "/" + entry.name),
                                  std::string_view(entry.name).substr(0, entry.name.size() - 3));
    if (!read) Stop(read.error().message);
    std::move(read->begin(), read->end(), std::back_inserter(cases));
  }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) {
    return std::tie(a.group, a.id) < std::tie(b.group, b.id);
  });
  return cases;
}

std::map<std::string, std::string, std::less<>> ReadGaps(const std::string& path) {
  std::map<std::string, std::string, std::less<>> gaps;
  const std::string text = ReadText(path);
  for (const std::string_view line : Split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t space = std::min(line.find(' '), line.size());
    gaps.emplace(line.substr(0, space), Trim(line.substr(space)));
  }
  return gaps;
}

struct Outcome {
  Severity worst = Severity::kInfo;
  std::string rule;  ///< that said so; empty: none spoke
};

class Bench {
 public:
  explicit Bench(detect::RuleSet rules) : rules_(std::move(rules)) {}

  [[nodiscard]] Outcome Judge(const std::vector<CardSample::File>& files,
                              const std::vector<CardSample::File>& previous) const {
    const Facts now = FactsOf(files);
    const Facts before = FactsOf(previous);
    Outcome outcome;
    for (const Finding& finding :
         detect::Evaluate(rules_, now, previous.empty() ? nullptr : &before)) {
      if (outcome.rule.empty() || finding.severity > outcome.worst)
        outcome = {.worst = finding.severity, .rule = finding.rule};
    }
    return outcome;
  }

  /// Every rule that speaks, with its severity.
  [[nodiscard]] std::string Verdict(const recall::Variant& variant,
                                    const std::vector<CardSample::File>& previous) const {
    const Facts before = FactsOf(previous);
    std::string verdict;
    for (const Finding& finding :
         detect::Evaluate(rules_, FactsOf(variant), previous.empty() ? nullptr : &before))
      verdict += fmt::format("{} ({}) ", finding.rule, NameOf(finding.severity));
    return verdict;
  }

  static Facts FactsOf(const std::vector<CardSample::File>& files) {
    return files.empty() ? Facts() : FactsOf(recall::Variant{.name = "", .files = files});
  }

  static Facts FactsOf(const recall::Variant& variant) {
    recall::PackedMemory memory;
    const Contents contents = recall::ContentsOf(variant, memory);
    facts::PackageContext context;
    context.registry_hosts = {"registry.example"};
    return facts::Extract(contents, context);
  }

 private:
  detect::RuleSet rules_;
};

/// Quiet: nothing that the built-in policy would warn of, and less than the attack's own severity.
bool IsQuiet(const Outcome& outcome, Severity severity) {
  return outcome.rule.empty() || (outcome.worst < Severity::kHigh && outcome.worst < severity);
}

bool IsFlagged(const Outcome& outcome, Severity severity) {
  return !outcome.rule.empty() && outcome.worst >= severity;
}

std::string Describe(const Outcome& outcome) {
  return outcome.rule.empty() ? "nothing"
                              : fmt::format("{} ({})", outcome.rule, NameOf(outcome.worst));
}

/// Honest packages, of which no rule may warn.
int CheckHonest(const Bench& bench, const std::string& path) {
  const std::string text = ReadText(path);
  detect::CardCursor cursor(text, "honest.md");
  const auto samples = detect::ReadSamples(cursor);
  if (!samples) Stop(samples.error().message);
  int failures = 0;
  for (const CardSample& sample : *samples) {
    const Outcome outcome = bench.Judge(sample.files, {});
    if (outcome.rule.empty() || outcome.worst < Severity::kHigh) continue;
    fmt::print("noise     {}: {}\n", sample.title, Describe(outcome));
    ++failures;
  }
  fmt::print("{} honest packages, {} warned of\n", samples->size(), failures);
  return failures;
}

/// Every case and twin in every form must get the same verdict; on other threads too.
int CheckVariants(const Bench& bench, const std::vector<Case>& cases) {
  std::vector<std::future<std::string>> reports;
  for (const Case& one : cases) {
    reports.push_back(std::async(std::launch::async, [&bench, &one] {
      std::string report;
      for (const CardSample* sample : {&one.poisoned, &one.twin}) {
        const std::string wanted =
            bench.Verdict({.name = "", .files = sample->files}, sample->previous);
        for (const recall::Variant& variant : recall::VariantsOf(sample->files)) {
          if (variant.name == "with comments" && recall::CommentsMatter(one.id)) continue;
          const std::string got = bench.Verdict(variant, sample->previous);
          if (got != wanted)
            report += fmt::format("differs   {}/{} {}: {}instead of {}\n", one.group, one.id,
                                  variant.name, got, wanted);
        }
      }
      return report;
    }));
    // A few at a time.
    if (reports.size() >= 4) reports[reports.size() - 4].wait();
  }
  int failures = 0;
  for (auto& report : reports) {
    const std::string text = report.get();
    fmt::print("{}", text);
    failures += text.empty() ? 0 : 1;
  }
  fmt::print("{} of {} cases have the same verdict in every form\n",
             cases.size() - static_cast<std::size_t>(failures), cases.size());
  return failures;
}

/// How many failures there are; each is printed.
int CheckCases(const Bench& bench, const std::vector<Case>& cases,
               const std::map<std::string, std::string, std::less<>>& gaps) {
  int failures = 0;
  std::map<std::string, std::pair<int, int>> groups;  // flagged, all
  std::set<std::string, std::less<>> seen;
  for (const Case& one : cases) {
    seen.insert(one.id);
    const Outcome poisoned = bench.Judge(one.poisoned.files, one.poisoned.previous);
    const Outcome twin = bench.Judge(one.twin.files, one.twin.previous);
    const bool flagged = IsFlagged(poisoned, one.severity);
    auto& [caught, all] = groups[one.group];
    caught += flagged ? 1 : 0;
    ++all;
    const bool gap = gaps.contains(one.id);
    if (!flagged && !gap) {
      fmt::print("missed    {}/{}: wanted {}, saw {}\n", one.group, one.id, NameOf(one.severity),
                 Describe(poisoned));
      ++failures;
    }
    if (flagged && gap) {
      fmt::print("no gap    {}/{}: it is caught by {}: take it off the list\n", one.group, one.id,
                 Describe(poisoned));
    }
    if (!IsQuiet(twin, one.severity)) {
      fmt::print("twin      {}/{}: {}\n", one.group, one.id, Describe(twin));
      ++failures;
    }
  }
  for (const auto& [id, reason] : gaps) {
    if (seen.contains(id)) continue;
    fmt::print("no case   {}: named in the list of gaps\n", id);
    ++failures;
  }
  int flagged = 0;
  for (const auto& [group, counts] : groups) {
    fmt::print("{:28} {:3} of {:3} flagged\n", group, counts.first, counts.second);
    flagged += counts.first;
  }
  fmt::print("{} of {} cases flagged at the right severity, {} known gaps\n", flagged, cases.size(),
             gaps.size());
  return failures;
}

/// Lines {"case": id, "transform": name, "files": {path: text}}.
int CheckEvasions(const Bench& bench, const std::vector<Case>& cases, const std::string& path) {
  std::map<std::string, const Case*, std::less<>> by_id;
  for (const Case& one : cases) by_id.emplace(one.id, &one);
  std::map<std::string, std::pair<int, int>> transforms;
  int flagged_all = 0;
  int all = 0;
  const std::string text = ReadText(path, limits::kArchiveBytes);
  for (const std::string_view line : Split(text, '\n')) {
    if (line.empty()) continue;
    const auto document = formats::json::Parse(line);
    if (!document) Stop(document.error().message);
    const auto object = document->root().AsObject();
    const auto id = object ? object->FindString("case") : std::nullopt;
    const auto transform = object ? object->FindString("transform") : std::nullopt;
    if (!id || !transform || !by_id.contains(*id)) Stop("a line of EVASIONS names no case");
    const Case& one = *by_id.find(*id)->second;
    std::vector<CardSample::File> files;
    for (const formats::json::Member& member : object->MembersOf("files"))
      files.push_back({.path = std::string(member.key),
                       .content = recall::WithoutInertLines(member.value.AsString().value_or(""))});
    const bool flagged = IsFlagged(bench.Judge(files, one.poisoned.previous), one.severity);
    auto& [caught, count] = transforms[std::string(*transform)];
    caught += flagged ? 1 : 0;
    ++count;
    flagged_all += flagged ? 1 : 0;
    ++all;
    if (!flagged) fmt::print("evaded    {} by {}\n", one.id, *transform);
  }
  for (const auto& [name, counts] : transforms)
    fmt::print("{:28} {:3} of {:3} still flagged\n", name, counts.first, counts.second);
  const double share = all == 0 ? 0 : static_cast<double>(flagged_all) / all;
  fmt::print("{} of {} evasions still flagged: {:.1f} %\n", flagged_all, all, share * 100);
  return share < kEvasionsFlagged ? 1 : 0;
}

void PrintFacts(const std::vector<Case>& cases, std::string_view id) {
  for (const Case& one : cases) {
    if (one.id != id) continue;
    for (const Fact& fact : Bench::FactsOf(one.poisoned.files)) {
      fmt::print("{} [{}] {}:{}", InfoOf(fact.kind).name, NameOf(fact.phase),
                 Quote(fact.evidence.file.View()), fact.evidence.position.line);
      for (const FactValue& value : fact.values)
        fmt::print(" {}={}", value.key, Quote(value.text.View(), 100));
      fmt::print("\n");
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 5) Stop("usage: recall CASES GAPS [EVASIONS | --facts ID]");
  auto rules = detect::RuleSet::Load({});
  if (!rules) Stop(rules.error().message);
  const Bench bench(*std::move(rules));
  const std::vector<Case> cases = ReadFolder(argv[1]);
  if (argc == 5 && std::string_view(argv[3]) == "--facts") {
    PrintFacts(cases, argv[4]);
    return 0;
  }
  const int failures = argc == 4 ? CheckEvasions(bench, cases, argv[3])
                                 : CheckCases(bench, cases, ReadGaps(argv[2])) +
                                       CheckVariants(bench, cases) +
                                       CheckHonest(bench, std::string(argv[1]) + "/../honest.md");
  return failures == 0 ? 0 : 1;
}
