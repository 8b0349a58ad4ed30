#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/resemblance.h"

namespace scan {

/// Reads a profile of a cluster (docs/attribution.md is the form). Strict, as we write these
/// ourselves: an unknown key, a feature without a clause or values, a clause that cannot be read, a
/// value that is not defanged is an Error with its line. Bounded by limits::kProfileBytes and
/// kProfileItems.
[[nodiscard]] Result<Profile> ReadProfile(std::string_view yaml);

/// The profiles that are compiled into the program, by id.
[[nodiscard]] const std::vector<std::string_view>& BuiltInProfiles();

}  // namespace scan
