#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/inventory.h"

namespace intel {

/// The graph of an inventory as advisories ask of it. Built once for many questions; the inventory
/// outlives it.
class Reach {
 public:
  explicit Reach(const Inventory& inventory);

  /// The shortest way from the root to the package, as "a > b > c" of installed names; of equals
  /// the first in the inventory's order. Empty when no edge leads there. Ways longer than
  /// limits::kPathSteps are cut in the middle.
  [[nodiscard]] std::string PathTo(PackageIndex package) const;

  /// The lowest of `versions` that every edge to the package admits: what `npm update` can reach
  /// without touching a manifest.
  [[nodiscard]] std::optional<std::string> WithinRanges(
      PackageIndex package, const std::vector<std::string>& versions) const;

 private:
  const Inventory& inventory_;
  std::vector<std::optional<PackageIndex>> parents_;
  std::vector<bool> reached_;
  std::vector<std::vector<std::uint32_t>> edges_to_;  ///< indices into Inventory::dependencies
};

}  // namespace intel
