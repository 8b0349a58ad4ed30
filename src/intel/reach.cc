#include "intel/reach.h"

#include <algorithm>

#include "base/limits.h"
#include "model/semver.h"

namespace intel {

Reach::Reach(const Inventory& inventory)
    : inventory_(inventory),
      parents_(inventory.packages.size()),
      reached_(inventory.packages.size()),
      edges_to_(inventory.packages.size()),
      next_(inventory.packages.size()) {
  for (std::uint32_t i = 0; i < inventory.dependencies.size(); ++i) {
    const Dependency& edge = inventory.dependencies[i];
    if (!edge.to) continue;
    edges_to_[static_cast<std::size_t>(*edge.to)].push_back(i);
    next_[static_cast<std::size_t>(edge.from)].push_back(*edge.to);
  }
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    if (const auto target = inventory.packages[i].link_target) next_[i].push_back(*target);
  }
  if (inventory.packages.empty()) return;
  std::vector<PackageIndex> queue = {PackageIndex::kRoot};
  reached_[0] = true;
  for (std::size_t at = 0; at < queue.size(); ++at) {
    for (const PackageIndex to : next_[static_cast<std::size_t>(queue[at])]) {
      if (reached_[static_cast<std::size_t>(to)]) continue;
      reached_[static_cast<std::size_t>(to)] = true;
      parents_[static_cast<std::size_t>(to)] = queue[at];
      queue.push_back(to);
    }
  }
}

std::string Reach::PathTo(PackageIndex package) const {
  if (!reached_[static_cast<std::size_t>(package)]) return {};
  std::vector<std::string> names;
  for (std::optional<PackageIndex> at = package; at && *at != PackageIndex::kRoot;
       at = parents_[static_cast<std::size_t>(*at)]) {
    names.push_back(inventory_.at(*at).folder_name);
  }
  std::reverse(names.begin(), names.end());
  if (names.size() > limits::kPathSteps) {
    names[limits::kPathSteps / 2] = "...";
    names.erase(names.begin() + limits::kPathSteps / 2 + 1, names.end() - limits::kPathSteps / 2);
  }
  std::string path;
  for (const std::string& name : names) path += (path.empty() ? "" : " > ") + name;
  return path;
}

std::optional<std::string> Reach::WithinRanges(PackageIndex package,
                                               const std::vector<std::string>& versions) const {
  const auto current = Version::Parse(inventory_.at(package).version, SemVerMode::kLoose);
  std::optional<Version> best;
  std::optional<std::string> text;
  for (const std::string& candidate : versions) {
    const auto version = Version::Parse(candidate, SemVerMode::kLoose);
    if (!version || (current && *version <= *current) || (best && *version >= *best)) continue;
    const auto& edges = edges_to_[static_cast<std::size_t>(package)];
    const bool admitted = std::all_of(edges.begin(), edges.end(), [&](std::uint32_t edge) {
      return Satisfies(candidate, inventory_.dependencies[edge].range.View());
    });
    if (!admitted || edges.empty()) continue;
    best = version;
    text = candidate;
  }
  return text;
}

bool Reach::IsOwn(PackageIndex package) const {
  const Origin origin = inventory_.at(package).origin;
  return origin == Origin::kRoot || origin == Origin::kWorkspace || origin == Origin::kLink;
}

std::string Reach::LabelOf(PackageIndex package) const {
  const Package& one = inventory_.at(package);
  if (package == PackageIndex::kRoot) return "the project";
  return one.version.empty() ? one.folder_name : one.folder_name + "@" + one.version;
}

std::vector<std::uint32_t> Reach::Holding(PackageIndex package,
                                          const std::vector<std::string>& versions) const {
  const auto current = Version::Parse(inventory_.at(package).version, SemVerMode::kLoose);
  std::vector<std::uint32_t> holding;
  for (const std::uint32_t number : edges_to_[static_cast<std::size_t>(package)]) {
    const std::string_view range = inventory_.dependencies[number].range.View();
    const bool admits = std::any_of(versions.begin(), versions.end(), [&](const auto& candidate) {
      const auto version = Version::Parse(candidate, SemVerMode::kLoose);
      return version && (!current || *version > *current) && Satisfies(candidate, range);
    });
    if (!admits) holding.push_back(number);
  }
  return holding;
}

std::vector<std::string> Reach::HeldBy(PackageIndex package,
                                       const std::vector<std::string>& versions) const {
  std::vector<std::string> holders;
  for (const std::uint32_t number : Holding(package, versions)) {
    const Dependency& edge = inventory_.dependencies[number];
    holders.push_back(LabelOf(edge.from) + " asks for " + std::string(edge.range.View()));
  }
  std::sort(holders.begin(), holders.end());
  holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
  return holders;
}

std::vector<std::string> Reach::ToMove(PackageIndex package,
                                       const std::vector<std::string>& versions) const {
  std::vector<std::string> names;
  std::vector<bool> seen(inventory_.packages.size());
  std::vector<PackageIndex> waiting;
  // Backwards from who holds it, until the project's own manifests are met.
  const auto take = [&](const Dependency& edge, PackageIndex to) {
    if (IsOwn(edge.from)) {
      names.push_back(LabelOf(to));
    } else if (!seen[static_cast<std::size_t>(edge.from)]) {
      seen[static_cast<std::size_t>(edge.from)] = true;
      waiting.push_back(edge.from);
    }
  };
  for (const std::uint32_t number : Holding(package, versions))
    take(inventory_.dependencies[number], package);
  while (!waiting.empty()) {
    const PackageIndex at = waiting.back();
    waiting.pop_back();
    for (const std::uint32_t number : edges_to_[static_cast<std::size_t>(at)])
      take(inventory_.dependencies[number], at);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<bool> Reach::Behind(const std::vector<PackageIndex>& from) const {
  std::vector<bool> behind(inventory_.packages.size());
  std::vector<PackageIndex> waiting;
  const auto take = [&](PackageIndex package) {
    if (behind[static_cast<std::size_t>(package)]) return;
    behind[static_cast<std::size_t>(package)] = true;
    waiting.push_back(package);
  };
  for (const PackageIndex package : from) take(package);
  while (!waiting.empty()) {
    const PackageIndex at = waiting.back();
    waiting.pop_back();
    for (const PackageIndex to : next_[static_cast<std::size_t>(at)]) take(to);
  }
  return behind;
}

bool Reach::OnlyAskedForByProject(PackageIndex package) const {
  const auto& edges = edges_to_[static_cast<std::size_t>(package)];
  return std::all_of(edges.begin(), edges.end(), [&](std::uint32_t number) {
    return IsOwn(inventory_.dependencies[number].from);
  });
}

}  // namespace intel
