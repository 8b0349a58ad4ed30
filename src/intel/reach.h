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

  /// Who asks for the package in a range that none of `versions` above its own is in, as
  /// "name@version asks for RANGE"; sorted.
  [[nodiscard]] std::vector<std::string> HeldBy(PackageIndex package,
                                                const std::vector<std::string>& versions) const;
  /// The dependencies of the project's own manifests, "name@version", by which those come into the
  /// project: one of them must move, or an override be written. The package itself when it is the
  /// project that asks for it. Sorted.
  [[nodiscard]] std::vector<std::string> ToMove(PackageIndex package,
                                                const std::vector<std::string>& versions) const;

  /// By position: what is at or behind one of `from`, along every edge.
  [[nodiscard]] std::vector<bool> Behind(const std::vector<PackageIndex>& from) const;
  /// Whether nobody but the project and its workspaces asks for the package.
  [[nodiscard]] bool OnlyAskedForByProject(PackageIndex package) const;

 private:
  /// The edges to the package that admit none of `versions` above its own.
  [[nodiscard]] std::vector<std::uint32_t> Holding(PackageIndex package,
                                                   const std::vector<std::string>& versions) const;
  [[nodiscard]] bool IsOwn(PackageIndex package) const;
  [[nodiscard]] std::string LabelOf(PackageIndex package) const;

  const Inventory& inventory_;
  std::vector<std::optional<PackageIndex>> parents_;
  std::vector<bool> reached_;
  std::vector<std::vector<std::uint32_t>> edges_to_;  ///< indices into Inventory::dependencies
  std::vector<std::vector<PackageIndex>> next_;       ///< what each asks for, and links to
};

}  // namespace intel
