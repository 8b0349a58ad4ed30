#pragma once

#include <map>
#include <optional>
#include <span>
#include <string_view>

namespace intel {

/// A metric of a version of CVSS: its name and the values it may have, separated by blanks.
/// Required ones must be in every vector.
struct CvssMetric {
  std::string_view name;
  std::string_view values;
  enum class Need : unsigned char { kBase, kOptional } need = Need::kOptional;
};

/// The metrics of "AV:N/AC:L/..." by name. Nothing when one is unknown, has a value it may not
/// have, comes twice, or a base metric is missing. "X" and "ND" (not defined) are left out.
using CvssMetrics = std::map<std::string_view, std::string_view>;
[[nodiscard]] std::optional<CvssMetrics> ReadCvssMetrics(std::string_view text,
                                                         std::span<const CvssMetric> known);

/// The scores of single versions in tenths; see ComputeCvss.
[[nodiscard]] std::optional<unsigned> ScoreCvss2(std::string_view metrics);
enum class Cvss3Minor : unsigned char { k0, k1 };
[[nodiscard]] std::optional<unsigned> ScoreCvss3(std::string_view metrics, Cvss3Minor minor);
[[nodiscard]] std::optional<unsigned> ScoreCvss4(std::string_view metrics);

}  // namespace intel
