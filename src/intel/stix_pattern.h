#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace intel {

/// One equality of a STIX pattern (STIX 2.1, part 9): `domain-name:value = 'host.example'`.
struct StixEquality {
  std::string object;  ///< "domain-name"
  std::string path;    ///< "value", "hashes.SHA-256", without quotes
  std::string value;
};

/// Every equality of a pattern, and every member of an `IN` list, in order, whatever joins them;
/// negated ones are left out. Nothing when the text is no pattern. Other comparisons (LIKE,
/// MATCHES, ...) and qualifiers are read and give nothing. Bounded by limits::kIndicatorDepth.
[[nodiscard]] std::optional<std::vector<StixEquality>> ReadStixPattern(std::string_view pattern);

}  // namespace intel
