#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/assessment.h"
#include "model/investigation.h"
#include "model/rule_card.h"

namespace report {

/// One matter that is told to others: an incident, or a package that was found to be hostile. Texts
/// are as they are, not defanged: machines read them.
struct SharedMatter {
  enum class Kind : std::uint8_t { kHost, kAddress, kUrl, kFile, kHash };
  struct Indicator {
    Kind kind = Kind::kHost;
    std::string value;  ///< of a hash, hexadecimal: its length says which
    auto operator<=>(const Indicator&) const = default;
  };
  struct Release {
    std::string name;
    std::set<std::string> versions;  ///< empty: all of them
  };
  struct Seen {
    std::string release;  ///< "name@version"; empty for another trace
    std::optional<UnixMillis> first;
  };
  std::string id;  ///< letters, digits, `-`, `_`, `.`
  std::string title;
  std::string summary;
  std::string ecosystem = "npm";
  UnixMillis published = 0;
  UnixMillis modified = 0;
  std::vector<std::string> aliases;
  std::vector<Release> releases;      ///< sorted by name
  std::vector<Indicator> indicators;  ///< sorted
  std::vector<std::string> techniques;
  std::vector<std::string> references;
  std::vector<Seen> seen;  ///< where it was found here; places are not told
};

/// The incidents of an investigation, with what was seen of them.
[[nodiscard]] std::vector<SharedMatter> MattersOf(const Investigation& investigation);
/// The packages of an assessment that are blocked or warned of, as of `now`: the hosts and
/// addresses that findings name, hashes, and the techniques of the rules.
[[nodiscard]] std::vector<SharedMatter> MattersOf(const Assessment& assessment,
                                                  std::span<const RuleCard> cards, UnixMillis now);

/// One STIX 2.1 bundle (OASIS, 10 June 2021): an identity, for each matter a report, a malware
/// object, indicators with patterns, attack patterns, relationships and sightings. Ids are made
/// from what they stand for (UUID version 5), so the same matter has the same ids everywhere.
[[nodiscard]] std::string WriteStix(const std::vector<SharedMatter>& matters);

/// OSV records (schema 1.7), one to a line, with ids under the prefix for private use, `x_`.
[[nodiscard]] std::string WriteOsv(const std::vector<SharedMatter>& matters);

}  // namespace report
