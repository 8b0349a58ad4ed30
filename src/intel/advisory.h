#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/integrity.h"

namespace intel {

/// How the versions of a range are ordered (OSV schema 1.7, `affected[].ranges[].type`).
enum class RangeType : std::uint8_t { kSemver, kEcosystem, kGit };

/// The order is the order of the schema's text. `kLimit` bounds what a range speaks of at all.
enum class EventKind : std::uint8_t { kIntroduced, kFixed, kLastAffected, kLimit };

struct RangeEvent {
  EventKind kind = EventKind::kIntroduced;
  std::string version;  ///< "0" is before every version; as `limit`, "*" is beyond every one
  bool operator==(const RangeEvent&) const = default;
};

struct AffectedRange {
  RangeType type = RangeType::kSemver;
  std::string repository;  ///< of kGit, as written
  std::vector<RangeEvent> events;
  bool operator==(const AffectedRange&) const = default;
};

/// One package that a record speaks of. For code without a package (a GIT range alone) `ecosystem`
/// is kGitEcosystem and `name` the repository as NormaliseRepository has it.
struct Affected {
  std::string ecosystem;  ///< "npm", "PyPI", "Debian:11"
  std::string name;       ///< as the ecosystem compares names
  std::vector<AffectedRange> ranges;
  std::vector<std::string> versions;
  std::vector<Hash> hashes;            ///< of tarballs that are meant, whatever they are called
  std::vector<std::string> functions;  ///< sorted; what of it is vulnerable, as the record says
  bool operator==(const Affected&) const = default;
};

inline constexpr std::string_view kNpm = "npm";
inline constexpr std::string_view kPypi = "PyPI";
inline constexpr std::string_view kGitEcosystem = "GIT";

/// The schema's severity scale and ours; `kUnknown` when a record gives none.
enum class Rating : std::uint8_t { kUnknown, kNone, kLow, kMedium, kHigh, kCritical };
[[nodiscard]] std::string_view NameOf(Rating rating);

/// A record of room intel: an OSV record, or an incident record, without what matching and
/// reporting do not need. Sorted where the order means nothing, so that equal records are equal.
/// All text is foreign.
struct Advisory {
  std::string id;
  UnixMillis modified = 0;
  UnixMillis published = 0;
  UnixMillis withdrawn = 0;  ///< 0: in force
  bool malware = false;
  std::vector<std::string> aliases;   ///< sorted; the same matter under other ids
  std::vector<std::string> upstream;  ///< sorted
  std::vector<std::string> sources;   ///< sorted; who says so: "ghsa-malware", "incident:mastra"
  std::vector<std::string> cwes;      ///< sorted
  std::vector<std::string> vectors;   ///< CVSS, sorted; "CVSS:3.1/AV:N/..."; version 2 bare
  Rating rating = Rating::kUnknown;   ///< in words, by the database itself
  std::string summary;
  std::vector<std::string> references;  ///< in the record's order
  std::vector<Affected> affected;       ///< sorted by ecosystem, name
  std::string detail;  ///< JSON of an incident record, for people; empty for others
  bool operator==(const Advisory&) const = default;
};

/// The name as the ecosystem compares it: PyPI's without regard to case, `-`, `_` and `.`; others
/// as they are.
[[nodiscard]] std::string NormaliseName(std::string_view ecosystem, std::string_view name);
/// "git+https://user@host/Owner/repo.git/" gives "host/owner/repo"; ssh and scp forms too.
[[nodiscard]] std::string NormaliseRepository(std::string_view url);

/// Sorts lists, takes repeats out and cuts to the limits, so that reading what was written gives
/// the same record.
void Normalise(Advisory& advisory);

}  // namespace intel
