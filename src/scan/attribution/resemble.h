#pragma once

#include <string>
#include <vector>

#include "model/fact.h"
#include "model/resemblance.h"
#include "scan/pipeline.h"

namespace scan {

/// Holds observations of one matter (several packages, as an attack has) against profiles. Counts
/// independent groups of features, never sums weights: one strong group is "related", two are
/// "likely", three of medium tier "resembles"; weak ones alone are nothing. A pure function; the
/// most alike first, then by id.
[[nodiscard]] std::vector<Resemblance> Resemble(const std::vector<Profile>& profiles,
                                                const Facts& facts);

/// Vets packages as Vet does and holds everything observed of them, together, against profiles.
[[nodiscard]] Result<Attribution> Attribute(const World& world,
                                            const std::vector<std::string>& things,
                                            const std::vector<Profile>& profiles,
                                            const Options& options);

}  // namespace scan
