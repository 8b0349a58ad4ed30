#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "intel/advisory.h"
#include "intel/pack.h"

namespace intel {

/// What a CVE is known for besides its records: from CISA's catalogue and FIRST's scores.
struct CveSignals {
  UnixMillis exploited = 0;
  bool ransomware = false;
  std::uint32_t epss = 0;
  std::uint32_t epss_percentile = 0;
  bool operator==(const CveSignals&) const = default;
};

struct PackInput {
  std::vector<Advisory> advisories;  ///< one id may come several times: the last modified counts
  std::unordered_map<std::string, CveSignals> signals;     ///< by CVE id
  std::unordered_map<std::string, std::uint32_t> popular;  ///< npm names by rank, from 1
  UnixMillis created = 0;
  /// When given, what each record is known for, by its id, and `signals` is not looked at.
  std::optional<std::unordered_map<std::string, CveSignals>> exact;
};

/// Makes a pack in memory: the same input gives the same octets, in whatever order the records
/// come. Unsigned without a key. An Error when it is larger than limits::kPackBytes.
[[nodiscard]] Result<ByteVector> MakePack(PackInput input,
                                          const std::optional<ed25519::PrivateKey>& key);

/// Everything MakePack needs to make the same pack again, read back out of one.
[[nodiscard]] PackInput Unmake(const Pack& pack);
/// As above, with `exact`: MakePack gives the very same octets, but for the signature. What is
/// joined to it gets no signals of its own.
[[nodiscard]] PackInput UnmakeExactly(const Pack& pack);

/// The group of each record, in order: records that share an id or alias, directly or by others.
[[nodiscard]] std::vector<std::uint32_t> GroupByAliases(const std::vector<Advisory>& advisories);

}  // namespace intel
