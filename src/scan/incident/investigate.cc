#include "scan/incident/investigate.h"

#include <algorithm>
#include <map>

#include "scan/incident/search.h"

namespace scan {
namespace {

template <typename T>
void SortUnique(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

/// The same sort of thing in several folders is one figure.
void AddUp(std::vector<std::pair<std::string, std::size_t>>& counts) {
  std::vector<std::pair<std::string, std::size_t>> sums;
  for (const auto& [what, count] : counts) {
    const auto found = std::find_if(
        sums.begin(), sums.end(), [&, &name = what](const auto& sum) { return sum.first == name; });
    if (found == sums.end()) {
      sums.emplace_back(what, count);
    } else {
      found->second += count;
    }
  }
  counts = std::move(sums);
}

}  // namespace

Investigation Investigate(const FileSystem& files, std::vector<Incident> incidents,
                          const InvestigateOptions& options) {
  Investigation investigation{.incidents = std::move(incidents)};
  const Wanted wanted(investigation.incidents);
  std::vector<Machine> machines;
  if (!options.home.empty()) machines.push_back(MachineAt(files, "", options.home));
  for (const std::string& folder : options.folders) {
    if (IsMachineRoot(files, folder)) machines.push_back(MachineAt(files, folder, ""));
    SearchFolder(wanted, files, folder, investigation);
    SearchCacheFolder(wanted, files, folder, investigation);
    SearchHistory(wanted, folder, investigation);
  }
  for (const std::string& cache : options.caches)
    SearchCacheFolder(wanted, files, cache, investigation);
  for (const Machine& machine : machines) {
    for (const std::string& folder : machine.global_installs)
      SearchFolder(wanted, files, folder, investigation);
    SearchCaches(wanted, files, machine, investigation);
    SearchHost(wanted, files, machine, investigation);
  }
  if (investigation.IsHit()) {
    for (const Machine& machine : machines)
      ListExposed(files, machine, options.folders.empty() ? "." : options.folders.front(),
                  options.environment, investigation);
  }
  SortUnique(investigation.sightings);
  SortUnique(investigation.exposed);
  SortUnique(investigation.unexamined);
  AddUp(investigation.examined);
  return investigation;
}

}  // namespace scan
