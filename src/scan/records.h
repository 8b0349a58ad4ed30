#pragma once

#include <map>
#include <string>

#include "intel/match.h"
#include "model/fact.h"
#include "scan/pipeline.h"

namespace scan {

/// What records say of each package of a project, as facts. When any is vulnerable, the project's
/// own code is asked whether it uses it. Nothing when nobody is to be asked.
[[nodiscard]] std::map<PackageIndex, Facts> RecordsOnProject(const FileSystem& files,
                                                             const intel::Intelligence* known,
                                                             const std::string& folder,
                                                             const Inventory& inventory);

/// The same of packages without a project around them.
[[nodiscard]] std::map<PackageIndex, Facts> RecordsOnThings(const intel::Intelligence* known,
                                                            const Inventory& inventory);

}  // namespace scan
