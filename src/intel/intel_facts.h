#pragma once

#include <map>
#include <vector>

#include "intel/match.h"
#include "model/fact.h"
#include "model/project_use.h"

namespace intel {

/// What an answer says of each package, as facts intel.malware, intel.vulnerability and
/// intel.unmatched, with the line of the lockfile as their place: severity, exploitation, the fixed
/// versions within reach and who holds the package away from them, the way from the root, what the
/// project's own code does with it. Packages about which nothing is known have no entry. Without
/// `use` there is no project whose code could be asked, and nothing is said about it.
[[nodiscard]] std::map<PackageIndex, Facts> FactsOf(const Answer& answer,
                                                    const Inventory& inventory,
                                                    const ProjectUse* use);

}  // namespace intel
