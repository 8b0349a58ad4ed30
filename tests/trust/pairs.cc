// How often the rules speak of honest releases when they know the version before:
//
//   pairs history FOLDER      every version of the packuments (*.json) of a folder against the one
//                             before it, with no tarballs and a clock that stands at the minute it
//                             came out. Exit status 1 when one is blocked or more than 0.3 % are
//                             warned of.
//   pairs tarballs TSV CACHE  both tarballs of every row, read out of npm's own cache.
//
// Prints tables for docs/noise.md.

#include <fmt/format.h>

#include <deque>

#include "base/file_system.h"
#include "base/limits.h"
#include "facts/change/change_facts.h"
#include "facts/contents_from_tarball.h"
#include "facts/extract.h"
#include "facts/publish/history.h"
#include "facts/publish/publish_facts.h"
#include "noise/corpus.h"
#include "policy/read_policy.h"
#include "registry/packument.h"
#include "scan/together.h"
#include "trust/pair_tally.h"

namespace {

constexpr double kWarnedAtMost = 0.003;

std::map<std::string, Packument> ReadAll(const std::string& folder) {
  std::map<std::string, Packument> packuments;
  const DiskFileSystem disk;
  const auto entries = disk.List(folder);
  if (!entries) return packuments;
  for (const FolderEntry& entry : *entries) {
    if (!entry.name.ends_with(".json")) continue;
    const auto bytes = disk.Read(JoinPath(folder, entry.name), limits::kPackumentBytes);
    if (!bytes) continue;
    auto packument = registry::ParsePackument(*bytes);
    if (!packument || !packument->name) continue;
    std::string name = packument->name->text();
    packuments.emplace(std::move(name), *std::move(packument));
  }
  return packuments;
}

Facts FactsOf(const std::map<std::string, Packument>& all, const Packument& packument,
              const Manifest& manifest) {
  const UnixMillis now = manifest.published.value_or(0);
  Facts facts = facts::ExtractPublish(packument, manifest.version, now);
  const auto lookup = [&](std::string_view name) -> facts::DependencyAnswer {
    const auto found = all.find(std::string(name));
    if (found == all.end()) return {};
    return {.state = facts::DependencyState::kFound, .packument = &found->second};
  };
  Facts added = facts::ExtractAddedDependencies(packument, manifest.version, now, lookup, nullptr);
  facts.insert(facts.end(), added.begin(), added.end());
  Sort(facts);
  return facts;
}

int MeasureHistory(const std::string& folder, PairTally tally) {
  const auto packuments = ReadAll(folder);
  std::deque<Package> packages;
  std::deque<Facts> facts;
  for (const auto& [name, packument] : packuments) {
    for (const Manifest& manifest : packument.versions) {
      if (facts::PreviousVersion(packument, manifest.version) == nullptr) continue;
      Package package;
      package.name = packument.name;
      package.version = manifest.version;
      packages.push_back(std::move(package));
      facts.push_back(FactsOf(packuments, packument, manifest));
    }
  }
  // All of them are judged together too, as if one project had taken every release on its day.
  const Facts none;
  std::vector<scan::KnownItem> known;
  for (std::size_t i = 0; i < packages.size(); ++i)
    known.push_back({.about = &packages[i], .code = &none, .trusted = &facts[i]});
  const scan::AddedFacts echoes = scan::EchoesAmong(known);
  for (std::size_t i = 0; i < packages.size(); ++i) {
    facts[i].insert(facts[i].end(), echoes[i].begin(), echoes[i].end());
    Sort(facts[i]);
    tally.Add(packages[i].name->text() + "@" + packages[i].version, facts[i], nullptr);
  }
  fmt::print(
      "Every version of {} packuments against the one before it: {} pairs, judged as at the minute "
      "of publication, without tarballs, and all of them together.\n{}",
      packuments.size(), tally.releases(), tally.Report());
  return tally.releases() > 0 && tally.IsQuiet(kWarnedAtMost) ? 0 : 1;
}

/// The facts of `now` with what is new since `before`.
Facts FactsOfChange(const Contents& before, const Facts& before_facts,
                    std::string_view before_version, const Contents& now, Facts now_facts) {
  Facts change = facts::ExtractChange({.before = before,
                                       .before_facts = before_facts,
                                       .now = now,
                                       .now_facts = now_facts,
                                       .before_version = before_version});
  now_facts.insert(now_facts.end(), std::make_move_iterator(change.begin()),
                   std::make_move_iterator(change.end()));
  Sort(now_facts);
  return now_facts;
}

int MeasureTarballs(const std::string& table, const std::string& cache, PairTally tally) {
  std::size_t missing = 0;
  for (const auto& row : noise::ReadTable(table, 5)) {
    const auto before_bytes = noise::ReadFromCache(cache, row[2]);
    const auto now_bytes = noise::ReadFromCache(cache, row[4]);
    if (!before_bytes || !now_bytes) {
      ++missing;
      continue;
    }
    formats::Unzipper before_memory;
    formats::Unzipper now_memory;
    const Contents before = facts::ReadTarball(*before_bytes, before_memory);
    const Contents now = facts::ReadTarball(*now_bytes, now_memory);
    const Facts before_facts = facts::Extract(before, {.name = row[0], .version = row[1]});
    tally.Add(row[0] + "@" + row[3],
              FactsOfChange(before, before_facts, row[1], now,
                            facts::Extract(now, {.name = row[0], .version = row[3]})),
              &before_facts);
  }
  fmt::print("{} pairs of tarballs, {} more are not in the cache.\n{}", tally.releases(), missing,
             tally.Report());
  return tally.releases() > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto rules = detect::RuleSet::Load({});
  if (!rules) return 2;
  const Policy policy = policy::BuiltInPolicy();
  if (arguments.size() == 2 && arguments[0] == "history")
    return MeasureHistory(arguments[1], PairTally(*rules, policy));
  if (arguments.size() == 3 && arguments[0] == "tarballs")
    return MeasureTarballs(arguments[1], arguments[2], PairTally(*rules, policy));
  fmt::print(stderr, "usage: pairs history FOLDER | pairs tarballs TSV NPM_CACHE\n");
  return 2;
}
