#pragma once

#include <map>
#include <vector>

#include "intel/match.h"
#include "model/fact.h"

namespace intel {

/// What an answer says of each package, as facts intel.malware, intel.vulnerability and
/// intel.unmatched, with the line of the lockfile as their place: severity, exploitation, the fixed
/// versions within reach, the way from the root. Packages about which nothing is known have no
/// entry.
[[nodiscard]] std::map<PackageIndex, Facts> FactsOf(const Answer& answer,
                                                    const Intelligence& intelligence,
                                                    const Inventory& inventory);

}  // namespace intel
