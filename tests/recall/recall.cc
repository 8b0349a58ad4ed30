// What the rules see of an attack, and of its clean twin: `recall CASES GAPS [EVASIONS | --facts
// ID]`.
//
// CASES is a folder of case files (README.md), GAPS the cases that are known to be missed, one a
// line with its reason: the program fails when another one is missed and when a twin is not quiet.
// EVASIONS are the same cases rewritten by evade.mjs, as JSON lines; then enough of them must still
// be flagged as severely as the case demands.

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>
#include <set>

#include "base/file_system.h"
#include "base/limits.h"
#include "base/text.h"
#include "detect/card_cursor.h"
#include "detect/sample_reader.h"
#include "judge.h"
#include "recall_case.h"
#include "same_verdict.h"

namespace {

using recall::Case;
using recall::Judge;
using recall::Outcome;
using recall::Stop;

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
int CheckHonest(const Judge& judge, const std::string& path) {
  const std::string text = ReadText(path);
  detect::CardCursor cursor(text, "honest.md");
  const auto samples = detect::ReadSamples(cursor);
  if (!samples) Stop(samples.error().message);
  int failures = 0;
  for (const CardSample& sample : *samples) {
    const Outcome outcome = judge.Worst(sample.files, {});
    if (outcome.rule.empty() || outcome.worst < Severity::kHigh) continue;
    fmt::print("noise     {}: {}\n", sample.title, Describe(outcome));
    ++failures;
  }
  fmt::print("{} honest packages, {} warned of\n", samples->size(), failures);
  return failures;
}

/// Every case and twin in every form must get the same verdict; on other threads too.
int CheckVariants(const Judge& judge, const std::vector<Case>& cases) {
  std::vector<std::future<std::string>> reports;
  for (const Case& one : cases) {
    reports.push_back(std::async(std::launch::async, [&judge, &one] {
      std::string report;
      for (const CardSample* sample : {&one.poisoned, &one.twin}) {
        const std::string wanted =
            judge.Verdict({.name = "", .files = sample->files}, sample->previous);
        for (const recall::Variant& variant : recall::VariantsOf(sample->files)) {
          if (variant.name == "with comments" && recall::CommentsMatter(one.id)) continue;
          const std::string got = judge.Verdict(variant, sample->previous);
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
int CheckCases(const Judge& judge, const std::vector<Case>& cases,
               const std::map<std::string, std::string, std::less<>>& gaps) {
  int failures = 0;
  std::map<std::string, std::pair<int, int>> groups;  // flagged, all
  std::set<std::string, std::less<>> seen;
  for (const Case& one : cases) {
    seen.insert(one.id);
    const Outcome poisoned = judge.Worst(one.poisoned.files, one.poisoned.previous);
    const Outcome twin = judge.Worst(one.twin.files, one.twin.previous);
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

void PrintFacts(const std::vector<Case>& cases, std::string_view id) {
  for (const Case& one : cases) {
    if (one.id != id) continue;
    for (const Fact& fact : recall::FactsOf(one.poisoned.files)) {
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
  const Judge judge(*std::move(rules));
  const std::vector<Case> cases = ReadFolder(argv[1]);
  if (argc == 5 && std::string_view(argv[3]) == "--facts") {
    PrintFacts(cases, argv[4]);
    return 0;
  }
  const int failures =
      argc == 4 ? recall::CheckEvasions(judge, cases, ReadText(argv[3], limits::kArchiveBytes))
                : CheckCases(judge, cases, ReadGaps(argv[2])) + CheckVariants(judge, cases) +
                      recall::CheckPleading(judge, cases) +
                      CheckHonest(judge, std::string(argv[1]) + "/../honest.md");
  return failures == 0 ? 0 : 1;
}
