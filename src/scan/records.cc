#include "scan/records.h"

#include "intel/intel_facts.h"
#include "scan/project_use.h"

namespace scan {
namespace {

/// Names of vulnerable packages: what texts are searched for.
std::set<std::string> VulnerableNames(const intel::Answer& answer, const Inventory& inventory) {
  std::set<std::string> names;
  for (const intel::Match& match : answer.matches) {
    const Package& package = inventory.at(match.package);
    if (!match.malware()) names.insert(package.folder_name);
  }
  return names;
}

}  // namespace

std::map<PackageIndex, Facts> RecordsOnProject(const FileSystem& files,
                                               const intel::Intelligence* known,
                                               const std::string& folder,
                                               const Inventory& inventory) {
  if (known == nullptr) return {};
  const intel::Answer answer = intel::MatchInventory(*known, inventory);
  std::set<std::string> names = VulnerableNames(answer, inventory);
  if (names.empty()) return intel::FactsOf(answer, inventory, nullptr);
  // A lockfile or a bill of materials alone has no code beside it that is known to be the
  // project's.
  const auto status = files.StatusOfTarget(folder);
  if (!status || status->type != FileType::kFolder) {
    const ProjectUse nobody_knows{.unread = {"there is no folder of the project"}};
    return intel::FactsOf(answer, inventory, &nobody_knows);
  }
  const ProjectUse use = ReadProjectUse(files, folder, inventory, std::move(names));
  return intel::FactsOf(answer, inventory, &use);
}

std::map<PackageIndex, Facts> RecordsOnThings(const intel::Intelligence* known,
                                              const Inventory& inventory) {
  if (known == nullptr) return {};
  return intel::FactsOf(intel::MatchInventory(*known, inventory), inventory, nullptr);
}

}  // namespace scan
