#pragma once

#include <string_view>

#include "base/bytes.h"

namespace intel {

// Made at build time by tools/incident_compiler out of intel/incidents and intel/popular-npm.txt;
// linked by what needs them (cmake/incidents.cmake).

/// The incident records of this program as a pack. Not signed: it is part of the program.
[[nodiscard]] Bytes BuiltInPack();
/// The most downloaded npm packages, one a line, by rank.
[[nodiscard]] std::string_view PopularNames();

}  // namespace intel
