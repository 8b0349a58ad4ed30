// How often each rule speaks of honest packages: `noise CORPUS NOTES NPM_CACHE PROJECT...`.
//
// CORPUS names the packages by integrity; their tarballs are read out of npm's cache, never from
// the network. NOTES explains every package that is warned of. The page is the same for the same
// bytes.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/file_system.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "detect/evaluate.h"
#include "facts/contents_from_tarball.h"
#include "facts/extract.h"
#include "facts/lock_facts.h"
#include "inventory/read.h"
#include "noise/corpus.h"
#include "policy/judge.h"
#include "policy/read_policy.h"

namespace {

/// What one rule said over the corpus.
struct Tally {
  std::size_t packages = 0;
  std::map<Severity, std::size_t> by_severity;
  std::size_t warned = 0;
  std::size_t blocked = 0;
};

struct Speech {
  std::string package;
  std::string rule;
  Severity severity = Severity::kInfo;
  Action action = Action::kAllow;
  std::string evidence;
  auto operator<=>(const Speech&) const = default;
};

/// Where and what, in one line of a table.
std::string Describe(const Finding& finding) {
  const Fact& fact = finding.facts.front();
  std::string text = fact.evidence.file.ForEscaping();
  if (fact.evidence.position.line > 0) text += fmt::format(":{}", fact.evidence.position.line);
  for (const FactValue& value : fact.values)
    text += " " + value.key + "=" + value.text.ForEscaping().substr(0, 60);
  return ReplaceAll(Quote(text, 160), "|", "\\|");
}

class Measurement {
 public:
  Measurement(detect::RuleSet rules, Policy policy)
      : rules_(std::move(rules)), policy_(std::move(policy)) {
    for (const RuleCard& card : rules_.cards()) tallies_[card.id] = {};
  }

  void Add(const noise::Entry& entry, Bytes tarball) {
    const Contents contents = facts::ReadTarball(tarball, memory_);
    const Facts found = facts::Extract(contents, {.name = entry.name, .version = entry.version});
    bool warned = false;
    bool blocked = false;
    for (Finding& finding : detect::Evaluate(rules_, found, nullptr)) {
      // What a preview rule would do if it were stable is what this measures.
      finding.status = CardStatus::kStable;
      const policy::Subject subject{.name = entry.name, .version = entry.version};
      const Action action = policy::Judge(policy_, finding, subject, 0).verdict.action;
      Tally& tally = tallies_[finding.rule];
      ++tally.packages;
      ++tally.by_severity[finding.severity];
      tally.warned += action == Action::kWarn ? 1 : 0;
      tally.blocked += action == Action::kBlock ? 1 : 0;
      warned = warned || action == Action::kWarn;
      blocked = blocked || action == Action::kBlock;
      if (finding.severity >= Severity::kMedium)
        speeches_.push_back({entry.name + "@" + entry.version, finding.rule, finding.severity,
                             action, Describe(finding)});
    }
    ++packages_;
    groups_[entry.group] += 1;
    bytes_ += contents.unpacked_bytes;
    warned_ += warned ? 1 : 0;
    blocked_ += blocked ? 1 : 0;
  }

  /// The lockfile of a project, as one subject.
  void AddProject(const std::string& folder);

  void Print(const std::vector<std::vector<std::string>>& notes, std::size_t missing);

 private:
  void PrintTable() const;
  void PrintSpeeches(const std::vector<std::vector<std::string>>& notes);

  detect::RuleSet rules_;
  Policy policy_;
  formats::Unzipper memory_;
  std::map<std::string, Tally> tallies_;
  std::map<std::string, std::size_t> groups_;
  std::vector<Speech> speeches_;
  std::string projects_;  ///< rows of their table
  std::size_t packages_ = 0;
  std::size_t warned_ = 0;
  std::size_t blocked_ = 0;
  std::uint64_t bytes_ = 0;
};

void Measurement::AddProject(const std::string& folder) {
  const auto inventory = inventory::Read(DiskFileSystem(), folder);
  if (!inventory) {
    fmt::print(stderr, "{}: {}\n", folder, inventory.error().message);
    std::exit(2);
  }
  std::vector<std::string> said;
  for (const Finding& finding : detect::Evaluate(rules_, facts::ExtractLock(*inventory), nullptr))
    said.push_back(fmt::format("{} ({}, {} entries)", finding.rule, NameOf(finding.severity),
                               finding.facts.size() + finding.facts_left_out));
  projects_ += fmt::format("| {} | {} | {} |\n", folder, inventory->packages.size(),
                           said.empty() ? "nothing" : Join(said, ", "));
}

std::string Percent(std::size_t part, std::size_t whole) {
  return fmt::format(
      "{:.2f} %",
      whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

void Measurement::Print(const std::vector<std::vector<std::string>>& notes, std::size_t missing) {
  fmt::print(
      "# Noise: what the rules say of honest packages\n\n"
      "Made by `tools/noise`, which reads the tarballs of tests/noise/corpus.tsv out of npm's own "
      "cache by their integrity. Every rule is\n"
      "judged as if it were stable, by the built-in policy, with no previous version to compare "
      "with. A rule becomes stable only when it warns\n"
      "of at most 1 % of these packages and blocks none. What the corpus cannot show is not "
      "counted "
      "as measured: rules on the registry's\nmanifest and on installed folders stay "
      "preview. Rules on lockfiles are measured by entry, and rules on records by version, below. "
      "`integrity-mismatch` has no rate: "
      "a hash agrees or it does not.\n\n");
  fmt::print("| what | packages |\n|---|---:|\n| vetted | {} |\n", HumanCount(packages_));
  for (const auto& [group, count] : groups_)
    fmt::print("| of which {} | {} |\n", ReplaceAll(group, "+", " and "), HumanCount(count));
  fmt::print("| in the list but not in the cache | {} |\n", missing);
  fmt::print("| unpacked | {} |\n", HumanBytes(bytes_));
  fmt::print("| **warned of** | **{}** ({}) |\n", warned_, Percent(warned_, packages_));
  fmt::print("| **blocked** | **{}** ({}) |\n\n", blocked_, Percent(blocked_, packages_));
  PrintTable();
  PrintSpeeches(notes);
  fmt::print(
      "\n## Lockfiles\n\nThe projects below tests/inventory are fixtures: some drift, use git or a "
      "tarball on "
      "purpose, and three were\nlocked against a registry over plain HTTP.\n\n| project | entries "
      "| what the rules say |\n|---|---:|---|\n{}",
      projects_);
}

void Measurement::PrintTable() const {
  fmt::print(
      "## Every rule\n\n| rule | status | speaks of | info | low | medium | high | critical | "
      "warns "
      "| blocks |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
  for (const auto& [rule, tally] : tallies_) {
    std::string row = fmt::format("| {} | {} | {} |", rule, NameOf(rules_.Find(rule)->status),
                                  Percent(tally.packages, packages_));
    for (const Severity severity : {Severity::kInfo, Severity::kLow, Severity::kMedium,
                                    Severity::kHigh, Severity::kCritical}) {
      const auto at = tally.by_severity.find(severity);
      row += at == tally.by_severity.end() ? " |" : fmt::format(" {} |", at->second);
    }
    fmt::print("{} {} | {} |\n", row, Percent(tally.warned, packages_),
               Percent(tally.blocked, packages_));
  }
}

void Measurement::PrintSpeeches(const std::vector<std::vector<std::string>>& notes) {
  std::sort(speeches_.begin(), speeches_.end());
  fmt::print(
      "\n## Every warning, and why\n\n| package | rule | severity | evidence | why |\n"
      "|---|---|---|---|---|\n");
  for (const Speech& speech : speeches_) {
    if (speech.action == Action::kAllow) continue;
    const std::string_view name =
        std::string_view(speech.package).substr(0, speech.package.rfind('@'));
    const auto note = std::find_if(notes.begin(), notes.end(), [&](const auto& row) {
      return row[0] == speech.rule && row[1] == name;
    });
    fmt::print("| {} | {} | {} | {} | {} |\n", speech.package, speech.rule, NameOf(speech.severity),
               speech.evidence, note == notes.end() ? "**not explained**" : (*note)[2]);
  }
  fmt::print(
      "\n## Every finding of medium severity\n\n| package | rule | evidence |\n|---|---|---|\n");
  for (const Speech& speech : speeches_) {
    if (speech.action == Action::kAllow)
      fmt::print("| {} | {} | {} |\n", speech.package, speech.rule, speech.evidence);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 4) {
    fmt::print(stderr, "usage: noise CORPUS NOTES NPM_CACHE PROJECT...\n");
    return 2;
  }
  auto rules = detect::RuleSet::Load({});
  if (!rules) return 2;
  Measurement measurement(std::move(*rules), policy::BuiltInPolicy());
  std::size_t missing = 0;
  for (const noise::Entry& entry : noise::ReadCorpus(arguments[1])) {
    const auto tarball = noise::ReadFromCache(arguments[3], entry.integrity);
    if (tarball) measurement.Add(entry, *tarball);
    missing += tarball ? 0 : 1;
  }
  for (int i = 4; i < count; ++i) measurement.AddProject(arguments[i]);
  measurement.Print(noise::ReadTable(arguments[2], 3), missing);
  return 0;
}
