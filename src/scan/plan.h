#pragma once

#include <string>
#include <vector>

#include "facts/extract.h"
#include "model/inventory.h"

namespace scan {

/// How the bytes of an item are had.
enum class Way : std::uint8_t {
  kTarball,  ///< by integrity out of a cache, or from the registry
  kFolder,   ///< a folder below the project: `folder`
  kNowhere,  ///< cannot be had: `reason`
};

/// One thing to vet: all installed places with the same bytes and the same identity are one item.
struct Item {
  std::vector<PackageIndex> places;  ///< in index order, at least one
  Way way = Way::kTarball;
  std::string folder;  ///< for kFolder, and where kTarball may fall back to; below the project, may
                       ///< not exist
  std::string reason;  ///< for kNowhere, ours
  /// Whether the manifest in the tarball is held against the one the registry shows.
  bool compare_manifest = false;
};

/// What of an inventory is to be vetted. Left out are the project itself, its workspaces and links
/// (the team's own code), and bundled packages (they are read with the tarball that holds them). In
/// the order of the first place. Manifests are compared for what the project and its workspaces ask
/// for themselves: each costs a request.
[[nodiscard]] std::vector<Item> Plan(const Inventory& inventory);

/// What the extractors need to know of a package besides its files. `registry_hosts` are those of
/// the usual registries.
[[nodiscard]] facts::PackageContext ContextOf(const Package& package,
                                              const std::vector<std::string>& registry_hosts);

}  // namespace scan
