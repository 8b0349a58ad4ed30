#pragma once

#include <string>
#include <vector>

#include "model/integrity.h"
#include "model/inventory.h"
#include "model/policy.h"

namespace policy {

/// What a policy can say of the thing that is judged. Without a name it is the project itself.
struct Subject {
  std::string name;
  std::string version;
  Integrity integrity;  ///< of the bytes that were vetted; may be empty
  bool production = true;
  std::vector<std::string>
      products;  ///< what VEX documents may call the project that it is part of
};
/// The root, and a package without a name, are the project itself.
[[nodiscard]] Subject SubjectOf(const Package& package, const Integrity& vetted);

/// The names of a project: those that the policy gives, and those that follow from its root: purl
/// with and without version, and "name@version".
[[nodiscard]] std::vector<std::string> ProductNamesOf(const Policy& policy,
                                                      const Inventory& inventory);

}  // namespace policy
