#pragma once

#include <array>
#include <string_view>

#include "model/inventory.h"

namespace inventory {

/// A field of a manifest that asks for packages.
struct DependencyField {
  std::string_view name;
  DependencyScope scope;
};
/// The weakest first: a name in several counts in the last of them, as npm has it.
inline constexpr std::array<DependencyField, 4> kDependencyFields = {
    {{"peerDependencies", DependencyScope::kPeer},
     {"dependencies", DependencyScope::kProd},
     {"optionalDependencies", DependencyScope::kOptional},
     {"devDependencies", DependencyScope::kDev}}};

}  // namespace inventory
