#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "model/inventory.h"
#include "sbom/bom.h"

namespace sbom {

/// What a lockfile does not say of a package, found in its own manifest.
struct PackageDetails {
  std::string license;  ///< the `license` field: an SPDX expression, or words
  std::string description;
  std::string homepage;
  std::string repository;
  std::string author;
  std::string author_email;
};

struct GenerateOptions {
  /// RFC 3339; empty leaves it out.
  std::string timestamp;
  /// Written as serial number; empty makes one from the content, so that the same input has the
  /// same.
  std::string serial;
  std::string tool_version;
  /// By position in Inventory::packages; may be shorter.
  std::vector<PackageDetails> details;
  /// Fields BSI TR-03183-2 wants are filled where they follow from what is known.
  enum class Profile : std::uint8_t { kPlain, kBsi } profile = Profile::kPlain;
  std::string creator;        ///< who makes this document; name
  std::string creator_email;  ///< or an URL
};

/// A bill of materials of what a project is made of. The same name, version, origin and integrity
/// at several places is one component with several occurrences as long as all of them see the same
/// dependencies; places that see others are components of their own, so that every edge is exact.
/// What is not known (dependencies that nothing answers, packages whose licence nobody says) is
/// told in `compositions` and properties, never guessed.
[[nodiscard]] Bom FromInventory(const Inventory& inventory, const GenerateOptions& options);

/// The way back: components as packages, edges as dependencies, one place each. What an SBOM does
/// not say (ranges, flags) is left at its default; diagnostics tell of components that are no npm
/// packages. Lines count in `text`, what the document was read from; empty when it has no lines.
[[nodiscard]] Inventory ToInventory(const Bom& bom, const std::string& file,
                                    std::string_view text = {});

}  // namespace sbom
