#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "base/text.h"
#include "intel/intel_facts.h"
#include "scan/registry_fact.h"
#include "scan/together.h"

namespace scan {
namespace {

/// Only of a release that a cooldown would hold back is it asked.
constexpr std::uint64_t kHeldHours = 23;

/// The records that hold for each package of an inventory, with their severity.
using Vulnerabilities = std::map<std::string, std::string>;

std::map<PackageIndex, Vulnerabilities> KnownOf(const intel::Intelligence& intelligence,
                                                const Inventory& inventory) {
  std::map<PackageIndex, Vulnerabilities> known;
  const intel::Answer answer = intel::MatchInventory(intelligence, inventory);
  for (const auto& [package, facts] : intel::FactsOf(answer, inventory, nullptr)) {
    for (const Fact& fact : facts) {
      if (fact.kind != FactKind::kIntelVulnerability) continue;
      const Untrusted* const id = fact.Find("id");
      const Untrusted* const severity = fact.Find("severity");
      if (id != nullptr)
        known[package][std::string(id->View())] =
            severity != nullptr ? std::string(severity->View()) : std::string();
    }
  }
  return known;
}

std::string Worst(const std::set<std::string>& severities) {
  constexpr std::array<std::string_view, 4> kOrder = {"critical", "high", "medium", "low"};
  for (const std::string_view each : kOrder)
    if (severities.contains(std::string(each))) return std::string(each);
  return "unknown";
}

}  // namespace

AddedFacts FixesAmong(const intel::Intelligence& intelligence,
                      const std::vector<KnownItem>& items) {
  AddedFacts added(items.size());
  // Two packages for each: as it is now, and as it was.
  Inventory pairs;
  pairs.packages.emplace_back();
  pairs.packages.front().origin = Origin::kRoot;
  std::vector<std::pair<std::size_t, std::string>> asked;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto age = NumberOf(*items[i].trusted, FactKind::kPublishVersion, "age-hours");
    std::string previous = TextOf(*items[i].trusted, FactKind::kPublishVersion, "previous");
    if (!age || *age > kHeldHours || previous.empty() || !items[i].about->name) continue;
    for (const std::string* version :
         std::array<const std::string*, 2>{&items[i].about->version, &previous}) {
      Package package;
      package.name = items[i].about->name;
      package.folder_name = package.name->text();
      package.version = *version;
      package.origin = Origin::kRegistry;
      package.path = "node_modules/" + package.name->text() + "@" + *version;
      pairs.packages.push_back(std::move(package));
    }
    asked.emplace_back(i, std::move(previous));
  }
  if (asked.empty()) return added;
  auto known = KnownOf(intelligence, pairs);
  for (std::size_t k = 0; k < asked.size(); ++k) {
    const auto& [item, previous] = asked[k];
    const Vulnerabilities& now = known[static_cast<PackageIndex>(2 * k + 1)];
    std::vector<std::string> ids;
    std::set<std::string> severities;
    for (const auto& [id, severity] : known[static_cast<PackageIndex>(2 * k + 2)]) {
      if (now.contains(id)) continue;
      ids.push_back(id);
      severities.insert(severity);
    }
    if (ids.empty()) continue;
    const Package& package = *items[item].about;
    added[item].push_back(RegistryFact(FactKind::kPublishFixes, package.name->text(),
                                       package.version,
                                       {{.key = "ids", .text = Untrusted(Join(ids, " "))},
                                        {.key = "severity", .text = Untrusted(Worst(severities))},
                                        {.key = "previous", .text = Untrusted(previous)}}));
  }
  return added;
}

}  // namespace scan
