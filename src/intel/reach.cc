#include "intel/reach.h"

#include <algorithm>

#include "base/limits.h"
#include "model/semver.h"

namespace intel {

Reach::Reach(const Inventory& inventory)
    : inventory_(inventory),
      parents_(inventory.packages.size()),
      reached_(inventory.packages.size()),
      edges_to_(inventory.packages.size()) {
  std::vector<std::vector<PackageIndex>> next(inventory.packages.size());
  for (std::uint32_t i = 0; i < inventory.dependencies.size(); ++i) {
    const Dependency& edge = inventory.dependencies[i];
    if (!edge.to) continue;
    edges_to_[static_cast<std::size_t>(*edge.to)].push_back(i);
    next[static_cast<std::size_t>(edge.from)].push_back(*edge.to);
  }
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    if (const auto target = inventory.packages[i].link_target) next[i].push_back(*target);
  }
  if (inventory.packages.empty()) return;
  std::vector<PackageIndex> queue = {PackageIndex::kRoot};
  reached_[0] = true;
  for (std::size_t at = 0; at < queue.size(); ++at) {
    for (const PackageIndex to : next[static_cast<std::size_t>(queue[at])]) {
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

}  // namespace intel
