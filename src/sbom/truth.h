#pragma once

#include <string>
#include <vector>

#include "model/inventory.h"
#include "sbom/score.h"

namespace sbom {

/// What a document says that is not so, held against what the project's lockfile has: packages
/// missing, invented, in another version, with another hash (its own or its distribution's); edges
/// missing and invented, those of the project itself included when the document has one. Sorted.
[[nodiscard]] std::vector<Untruth> CompareWithTruth(const Bom& bom, const Inventory& truth);

/// What a package's tarball is, by its bytes and its own manifest.
struct TarballTruth {
  std::string name;
  std::string version;
  std::string license;            ///< as the manifest has it; empty when it says nothing
  std::vector<HashValue> hashes;  ///< of the tarball, CycloneDX's words and lower-case hexadecimal
  /// Packages that the tarball brings along in its own node_modules, "name@version", sorted.
  std::vector<std::string> bundled;
};

/// The same, held against one tarball: whether the document has its package, under the right
/// version, with the right hashes and licence, and the packages that lie in it. Sorted.
[[nodiscard]] std::vector<Untruth> CompareWithTarball(const Bom& bom, const TarballTruth& truth);

}  // namespace sbom
