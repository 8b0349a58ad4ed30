#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "detect/name_similarity.h"
#include "model/packument.h"
#include "registry/tarball.h"
#include "scan/examine.h"
#include "scan/proof.h"
#include "scan/work_room.h"

namespace scan {

/// What is around a version changes while people still find out about it.
inline constexpr UnixMillis kYoungRelease = UnixMillis{14} * 24 * 3'600'000;

/// Whose attestations are verified: those of packages that the project asks for itself, and of
/// young releases.
enum class AskProof : std::uint8_t { kIfYoung, kAlways };

/// The versions that a lockfile has for what a package depends on, by name.
using Locked = std::map<std::string, std::string, std::less<>>;

/// What reading histories goes by. Everything outlives the readers; all of it may be used from many
/// threads.
struct HistoryTools {
  const World& world;
  const detect::NameTable& names;
  ProofExaminer& proofs;
  WorkRoom& room;  ///< for the tarballs of two versions at once
};

/// One version among those that its document has.
struct ReleaseAsked {
  const Packument& packument;
  const PackageId& id;
  const Examined& examined;  ///< of its own bytes
  const registry::TarballRequest& request;
  const Locked& locked;
  AskProof proof = AskProof::kIfYoung;
};

/// How a version came out, by the registry's document: who published it, with what proof, what is
/// new in it, whom a new package imitates. What it depends on newly is looked up by name, and the
/// bytes of the version before are fetched and compared where the release is young or out of the
/// ordinary. Empty when the document does not have the version.
[[nodiscard]] Trusted ReadHistory(const HistoryTools& tools, const ReleaseAsked& asked);

}  // namespace scan
