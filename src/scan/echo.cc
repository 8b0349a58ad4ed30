#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include "base/clock.h"
#include "base/text.h"
#include "scan/registry_fact.h"
#include "scan/together.h"

namespace scan {
namespace {

constexpr UnixMillis kMinute = 60'000;
constexpr UnixMillis kHour = 60 * kMinute;
constexpr std::uint64_t kYoungHours = 7 * 24;
constexpr std::size_t kEchoes = 3;

/// One release that shows something, and when it came out.
struct Voice {
  UnixMillis time = 0;
  std::size_t item = 0;
  auto operator<=>(const Voice&) const = default;
};

/// What is echoed: "dependency", "script" or "account", and its name or text.
using Theme = std::pair<std::string, std::string>;

std::string ScopeOf(const Package& package) {
  const std::string& name = package.name->text();
  return name.starts_with('@') ? name.substr(0, name.find('/')) : std::string();
}

std::string ValueOf(const Fact& fact, std::string_view key) {
  const Untrusted* const value = fact.Find(key);
  return value != nullptr ? std::string(value->View()) : std::string();
}

/// What an item may be heard saying.
std::set<Theme> ThemesOf(const KnownItem& item) {
  std::set<Theme> themes;
  for (const Fact& fact : *item.trusted) {
    if (fact.kind == FactKind::kPublishDependencyAdded) {
      const auto age = ParseNumber(ValueOf(fact, "package-age-hours"));
      const std::string family = ValueOf(fact, "family");
      if (age && *age <= kYoungHours && family != "same-scope" && family != "same-publisher")
        themes.emplace("dependency", ValueOf(fact, "name"));
    }
    // A known native build is the same text in many honest packages.
    if (fact.kind == FactKind::kPublishScriptGained && ValueOf(fact, "known-tool") != "yes")
      themes.emplace("script", ValueOf(fact, "command"));
  }
  const auto age = NumberOf(*item.trusted, FactKind::kPublishVersion, "package-age-hours");
  if (age && *age <= kYoungHours)
    themes.emplace("account", TextOf(*item.trusted, FactKind::kPublishVersion, "publisher"));
  return themes;
}

/// The longest run of voices within an hour, of distinct packages.
std::pair<std::size_t, std::size_t> LongestHour(const std::vector<Voice>& voices) {
  std::pair<std::size_t, std::size_t> best{0, 0};
  std::size_t begin = 0;
  for (std::size_t end = 0; end < voices.size(); ++end) {
    while (voices[end].time - voices[begin].time > kHour) ++begin;
    if (end + 1 - begin > best.second - best.first) best = {begin, end + 1};
  }
  return best;
}

}  // namespace

AddedFacts EchoesAmong(const std::vector<KnownItem>& items) {
  std::map<Theme, std::vector<Voice>> heard;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].about->name) continue;
    const auto time = ParseTime(TextOf(*items[i].trusted, FactKind::kPublishVersion, "published"));
    if (!time) continue;
    for (const Theme& theme : ThemesOf(items[i]))
      if (!theme.second.empty()) heard[theme].push_back({.time = *time, .item = i});
  }
  AddedFacts added(items.size());
  for (auto& [theme, voices] : heard) {
    std::sort(voices.begin(), voices.end());
    const auto [begin, end] = LongestHour(voices);
    std::set<std::string> packages;
    std::set<std::string> publishers;
    std::set<std::string> scopes;
    for (std::size_t k = begin; k < end; ++k) {
      const KnownItem& item = items[voices[k].item];
      packages.insert(item.about->name->text());
      publishers.insert(TextOf(*item.trusted, FactKind::kPublishVersion, "publisher"));
      scopes.insert(ScopeOf(*item.about));
    }
    if (packages.size() < kEchoes) continue;
    const bool one_scope = scopes.size() == 1 && !scopes.begin()->empty();
    for (std::size_t k = begin; k < end; ++k) {
      const Package& package = *items[voices[k].item].about;
      added[voices[k].item].push_back(RegistryFact(
          FactKind::kPublishEcho, package.name->text(), package.version,
          {{.key = "what", .text = Untrusted(theme.first)},
           {.key = "name", .text = Untrusted(theme.second)},
           {.key = "packages", .text = Untrusted(std::to_string(packages.size()))},
           {.key = "publishers", .text = Untrusted(std::to_string(publishers.size()))},
           {.key = "scope", .text = Untrusted(one_scope ? "yes" : "no")},
           {.key = "minutes",
            .text = Untrusted(
                std::to_string((voices[end - 1].time - voices[begin].time) / kMinute))}}));
    }
  }
  return added;
}

}  // namespace scan
