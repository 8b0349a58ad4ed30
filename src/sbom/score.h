#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/untrusted.h"
#include "model/inventory.h"
#include "sbom/bom.h"
#include "sbom/document.h"

namespace sbom {

/// The requirements a bill of materials is held against.
enum class Profile : std::uint8_t {
  kNtia,  ///< NTIA, "The Minimum Elements for an SBOM", 2021
  kCisa,  ///< CISA, "2025 Minimum Elements", draft of 22 August 2025
  kBsi,   ///< BSI TR-03183-2 v2.1.0, sections 4, 5.2 and 8.1
};
[[nodiscard]] std::string_view NameOf(Profile profile);

/// One field of one profile: for how many of the things that owe it, it is there.
struct FieldScore {
  Profile profile = Profile::kNtia;
  std::string field;
  std::size_t have = 0;
  std::size_t of = 0;
  std::string missing;  ///< the first that lacks it
  [[nodiscard]] bool Met() const { return have == of; }
};

/// What the document says that is not so.
struct Untruth {
  enum class Kind : std::uint8_t {
    kMissing,   ///< the lockfile has it, the document does not
    kInvented,  ///< the document has it, the lockfile does not
    kWrongVersion,
    kWrongHash,
    kWrongLicense,  ///< the package's own manifest says another
    kMissingEdge,
    kInventedEdge,
  };
  Kind kind = Kind::kMissing;
  Untrusted subject;
  Untrusted said;
  Untrusted found;
  bool operator==(const Untruth&) const = default;
  auto operator<=>(const Untruth&) const = default;
};
[[nodiscard]] std::string_view NameOf(Untruth::Kind kind);

struct Score {
  std::vector<FieldScore> fields;
  std::vector<Untruth> untruths;  ///< sorted; empty when there was nothing to compare with
  bool compared = false;

  /// Of one profile: fields met, out of all.
  [[nodiscard]] std::pair<std::size_t, std::size_t> MetOf(Profile profile) const;
};

/// Field by field, for every profile, and nothing to compare with.
[[nodiscard]] Score ScoreBom(const Bom& bom, const Document& document);
/// Field by field, for every profile; with `truth`, also what the document gets wrong.
[[nodiscard]] Score ScoreBom(const Bom& bom, const Document& document, const Inventory* truth);
[[nodiscard]] std::string ScoreJson(const Score& score);

}  // namespace sbom
