#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "base/text.h"
#include "detect/capabilities.h"
#include "model/trust_limits.h"
#include "scan/registry_fact.h"
#include "scan/together.h"

namespace scan {
namespace {

constexpr std::uint64_t kNewHours = 30 * 24;

/// Two capabilities that are worth a look when one new package has the first and another the
/// second. Reading the environment or a file is in every second honest package, so it is none.
struct Halves {
  std::string_view first;
  std::string_view second;
};
constexpr std::array kHalves = {
    Halves{"secrets", "network"},     Halves{"wallets", "network"},
    Halves{"network", "made code"},   Halves{"hidden code", "made code"},
    Halves{"hidden code", "network"}, Halves{"dead drops", "made code"},
    Halves{"dead drops", "processes"}};

/// A new package: what it can do, who made it.
struct NewPackage {
  std::size_t item = 0;
  std::string publisher;
  std::set<std::string> capabilities;
};

std::vector<NewPackage> NewOnes(const std::vector<KnownItem>& items) {
  std::vector<NewPackage> found;
  for (std::size_t i = 0; i < items.size() && found.size() < limits::kSplitPackages; ++i) {
    const auto age = NumberOf(*items[i].trusted, FactKind::kPublishVersion, "package-age-hours");
    if (!age || *age > kNewHours || !items[i].about->name) continue;
    NewPackage one{.item = i,
                   .publisher = TextOf(*items[i].trusted, FactKind::kPublishVersion, "publisher"),
                   .capabilities = {}};
    for (const Capability& capability : detect::CapabilitiesOf(*items[i].code))
      if (capability.phase != Phase::kNever) one.capabilities.insert(capability.name);
    found.push_back(std::move(one));
  }
  return found;
}

/// Which packages ask for which.
std::set<std::pair<PackageIndex, PackageIndex>> EdgesOf(const Inventory& inventory) {
  std::set<std::pair<PackageIndex, PackageIndex>> edges;
  for (const Dependency& dependency : inventory.dependencies)
    if (dependency.to) edges.emplace(dependency.from, *dependency.to);
  return edges;
}

}  // namespace

AddedFacts SplitWorkAmong(const Inventory& inventory, const std::vector<KnownItem>& items) {
  AddedFacts added(items.size());
  const std::vector<NewPackage> fresh = NewOnes(items);
  if (fresh.size() < 2) return added;
  const auto edges = EdgesOf(inventory);
  for (std::size_t a = 0; a < fresh.size(); ++a) {
    for (std::size_t b = 0; b < fresh.size(); ++b) {
      if (a == b) continue;
      const NewPackage& one = fresh[a];
      const NewPackage& other = fresh[b];
      const PackageIndex from = items[one.item].package;
      const PackageIndex to = items[other.item].package;
      const bool depends = edges.contains({from, to}) || edges.contains({to, from});
      const bool same_hand = !one.publisher.empty() && one.publisher == other.publisher;
      if (!depends && !same_hand) continue;
      for (const Halves& halves : kHalves) {
        const std::string first(halves.first);
        const std::string second(halves.second);
        // A package that has both is judged for itself, by the rules on flows.
        const bool split = one.capabilities.contains(first) && !one.capabilities.contains(second) &&
                           other.capabilities.contains(second) &&
                           !other.capabilities.contains(first);
        if (!split) continue;
        const Package& mine = *items[one.item].about;
        const Package& theirs = *items[other.item].about;
        const std::string both = mine.name->text() + "@" + mine.version + " " +
                                 theirs.name->text() + "@" + theirs.version;
        for (const NewPackage* each : {&one, &other}) {
          const Package& package = *items[each->item].about;
          added[each->item].push_back(RegistryFact(
              FactKind::kPublishSplitWork, package.name->text(), package.version,
              {{.key = "packages", .text = Untrusted(both)},
               {.key = "link", .text = Untrusted(depends ? "dependency" : "publisher")},
               {.key = "first", .text = Untrusted(first)},
               {.key = "second", .text = Untrusted(second)}}));
        }
      }
    }
  }
  return added;
}

}  // namespace scan
