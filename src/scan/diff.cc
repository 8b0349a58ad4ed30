#include "scan/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "detect/capabilities.h"
#include "facts/change/change_facts.h"
#include "facts/contents_from_tarball.h"
#include "inventory/git_file.h"
#include "inventory/lockfile_names.h"
#include "inventory/read.h"
#include "registry/tarball.h"
#include "scan/assemble.h"
#include "scan/examine.h"
#include "scan/plan.h"
#include "scan/trust.h"
#include "scan/vet_things.h"

namespace scan {
namespace {

/// "package-lock.json" of "app/package-lock.json" and of "HEAD~1:package-lock.json".
std::string_view FileNameOf(std::string_view thing) {
  return thing.substr(thing.find_last_of("/:") + 1);
}

/// "HEAD~1:package-lock.json": no file of that name, and git's way to name one.
bool IsGitPlace(const FileSystem& files, const std::string& thing) {
  const auto status = files.StatusOfTarget(thing);
  return thing.find(':') != std::string::npos && (!status || status->type == FileType::kMissing);
}

Result<Inventory> ReadInventory(const World& world, const std::string& thing) {
  const inventory::ReadOptions options{.registry_hosts =
                                           world.registry.options().settings.NamedRegistryHosts()};
  if (!IsGitPlace(world.files, thing)) return inventory::Read(world.files, thing, options);
  const auto lockfile = inventory::ReadGitFile(".", thing);
  if (!lockfile) return Fail(lockfile.error());
  const std::string name(FileNameOf(thing));
  FakeFileSystem memory;
  memory.Add("/" + name, AsText(*lockfile));
  // The manifest of the same commit tells what the project itself asked for.
  const std::string beside = thing.substr(0, thing.size() - name.size()) + "package.json";
  if (const auto manifest = inventory::ReadGitFile(".", beside))
    memory.Add("/package.json", AsText(*manifest));
  return inventory::Read(memory, "/" + name, options);
}

/// What makes two entries the same package.
using Identity = std::tuple<std::string, std::string, std::string>;
Identity IdentityOf(const Package& package) {
  return {package.name ? package.name->text() : std::string(), package.version,
          package.integrity.ToString()};
}

std::set<Identity> IdentitiesOf(const Inventory& inventory) {
  std::set<Identity> identities;
  for (const Package& package : inventory.packages)
    if (package.origin != Origin::kRoot && package.name) identities.insert(IdentityOf(package));
  return identities;
}

/// Versions of one name that only one side has are told as pairs, in order, then alone.
std::vector<PackageChange> ChangesBetween(const std::set<Identity>& before,
                                          const std::set<Identity>& now) {
  std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> by_name;
  for (const Identity& identity : before)
    if (!now.contains(identity))
      by_name[std::get<0>(identity)].first.push_back(std::get<1>(identity));
  for (const Identity& identity : now)
    if (!before.contains(identity))
      by_name[std::get<0>(identity)].second.push_back(std::get<1>(identity));
  std::vector<PackageChange> changes;
  for (const auto& [name, versions] : by_name) {
    const auto& [old_versions, new_versions] = versions;
    const auto at = [](const std::vector<std::string>& list, std::size_t i) {
      return i < list.size() ? list[i] : std::string();
    };
    for (std::size_t i = 0; i < std::max(old_versions.size(), new_versions.size()); ++i)
      changes.push_back(
          {.name = Untrusted(name), .before = at(old_versions, i), .now = at(new_versions, i)});
  }
  return changes;
}

Result<Difference> DiffLockfiles(const World& world, const std::string& before,
                                 const std::string& now, const Options& options) {
  const auto old_inventory = ReadInventory(world, before);
  if (!old_inventory) return Fail(old_inventory.error().Within(Quote(before)));
  auto new_inventory = ReadInventory(world, now);
  if (!new_inventory) return Fail(std::move(new_inventory).error().Within(Quote(now)));
  Difference difference{.before = before, .now = now};
  const std::set<Identity> had = IdentitiesOf(*old_inventory);
  difference.packages = ChangesBetween(had, IdentitiesOf(*new_inventory));
  std::vector<Item> items = Plan(*new_inventory);
  std::erase_if(items, [&](const Item& item) {
    return had.contains(IdentityOf(new_inventory->at(item.places.front())));
  });
  auto examined = Examine(world, ".", *new_inventory, items, options);
  if (!examined) return Fail(std::move(examined).error());
  examined = ExamineTrust(world, *new_inventory, items, *std::move(examined), options);
  if (!examined) return Fail(std::move(examined).error());
  difference.assessment =
      Assemble(world, now, *std::move(new_inventory), items, *std::move(examined), {}, options);
  return difference;
}

/// The files of one thing, and what keeps them in memory.
struct Loaded {
  ByteVector storage;
  formats::Unzipper memory;
  std::optional<LocalThing> local;
  std::optional<Contents> published;

  [[nodiscard]] const Contents& contents() const {
    return local ? local->found.contents : *published;
  }
};

Result<void> Load(const World& world, const NamedThings& named, std::size_t at,
                  const Integrity& integrity, Loaded& loaded) {
  if (named.kinds[at] != ThingKind::kPublished) {
    auto local = ReadLocal(world.files, named.things[at], named.kinds[at], loaded.memory);
    if (!local) return Fail(std::move(local).error());
    loaded.local = *std::move(local);
    return {};
  }
  const Package& package = named.inventory.at(named.items[at].places.front());
  auto fetched = registry::FetchTarball(
      world.registry,
      {.id = {.name = *package.name, .version = package.version}, .integrity = integrity});
  if (!fetched) return Fail(fetched.error().error);
  loaded.storage = std::move(fetched->bytes);
  loaded.published = facts::ReadTarball(loaded.storage, loaded.memory);
  return {};
}

/// What one of the two can do, in a phase, and the other cannot in that phase.
std::vector<Capability> CapabilitiesWithout(const Facts& facts, const Facts& others) {
  std::vector<Capability> rest = detect::CapabilitiesOf(facts);
  for (const Capability& had : detect::CapabilitiesOf(others))
    std::erase_if(rest, [&](const Capability& each) {
      return each.name == had.name && each.phase == had.phase;
    });
  return rest;
}

/// What is in `facts` and, by kind and values, not in `others`.
Facts Without(const Facts& facts, const Facts& others) {
  const auto key = [](const Fact& fact) { return std::tie(fact.kind, fact.values); };
  std::set<std::tuple<FactKind, std::vector<FactValue>>> known;
  for (const Fact& fact : others) known.insert({fact.kind, fact.values});
  Facts rest;
  for (const Fact& fact : facts)
    if (!known.contains(key(fact))) rest.push_back(fact);
  return rest;
}

Result<Difference> DiffThings(const World& world, const std::string& before, const std::string& now,
                              const Options& options) {
  const std::array<std::string, 2> things = {before, now};
  auto named = NameThings(world, things, options);
  if (!named) return Fail(std::move(named).error());
  auto examined = ExamineThings(world, *named, options);
  if (!examined) return Fail(std::move(examined).error());
  Difference difference{.before = before, .now = now};
  const Facts old_facts = std::move(examined->items[0].known.facts);
  difference.gained = Without(examined->items[1].known.facts, old_facts);
  difference.lost = Without(old_facts, examined->items[1].known.facts);
  difference.can_now = CapabilitiesWithout(examined->items[1].known.facts, old_facts);
  difference.can_no_longer = CapabilitiesWithout(old_facts, examined->items[1].known.facts);

  Loaded old_files;
  Loaded new_files;
  if (auto loaded = Load(world, *named, 0, examined->items[0].integrity, old_files); !loaded)
    return Fail(std::move(loaded).error());
  if (auto loaded = Load(world, *named, 1, examined->items[1].integrity, new_files); !loaded)
    return Fail(std::move(loaded).error());
  const std::string old_version = named->inventory.at(named->items[0].places.front()).version;

  // Only what is new is judged from here on; the registry's history stands beside it.
  const std::vector<Item> items = {named->items[1]};
  Examination only_new{.items = {}, .diagnostics = std::move(examined->diagnostics)};
  only_new.items.push_back(std::move(examined->items[1]));
  auto trusted = ExamineTrust(world, named->inventory, items, std::move(only_new), options);
  if (!trusted) return Fail(std::move(trusted).error());
  Examined& item = trusted->items[0];
  std::erase_if(item.trusted.facts, [](const Fact& fact) {
    return InfoOf(fact.kind).name.starts_with("change.");  // against another version than asked
  });
  const Facts change = facts::ExtractChange({.before = old_files.contents(),
                                             .before_facts = old_facts,
                                             .now = new_files.contents(),
                                             .now_facts = item.known.facts,
                                             .before_version = old_version});
  item.trusted.facts.insert(item.trusted.facts.end(), change.begin(), change.end());
  Sort(item.trusted.facts);
  item.trusted.before = old_facts;
  difference.history = item.trusted.facts;
  difference.assessment =
      Assemble(world, fmt::format("{} -> {}", before, now), std::move(named->inventory), items,
               *std::move(trusted), {}, options);
  return difference;
}

}  // namespace

Result<Difference> Diff(const World& world, const std::string& before, const std::string& now,
                        const Options& options) {
  const bool old_is_lockfile = inventory::IsSearchedLockfile(FileNameOf(before));
  if (old_is_lockfile != inventory::IsSearchedLockfile(FileNameOf(now)))
    return Fail("one of the two is a lockfile and the other is not",
                "compare two lockfiles, or two packages");
  return old_is_lockfile ? DiffLockfiles(world, before, now, options)
                         : DiffThings(world, before, now, options);
}

}  // namespace scan
