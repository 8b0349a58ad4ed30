#include "policy/subject.h"

namespace policy {

Subject SubjectOf(const Package& package, const Integrity& vetted) {
  if (package.origin == Origin::kRoot || !package.name)
    return {.integrity = vetted, .production = package.InProduction()};
  return {.name = package.name->text(),
          .version = package.version,
          .integrity = vetted,
          .production = package.InProduction()};
}

std::vector<std::string> ProductNamesOf(const Policy& policy, const Inventory& inventory) {
  std::vector<std::string> names = policy.product_names;
  if (inventory.packages.empty() || !inventory.packages.front().name) return names;
  const Package& root = inventory.packages.front();
  names.push_back(NpmPurl(*root.name, {}));
  if (!root.version.empty()) {
    names.push_back(NpmPurl(*root.name, root.version));
    names.push_back(root.name->text() + "@" + root.version);
  }
  return names;
}

}  // namespace policy
