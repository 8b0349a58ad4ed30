#include "intel/cvss.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "intel/cvss_vector.h"

namespace intel {

std::optional<CvssMetrics> ReadCvssMetrics(std::string_view text,
                                           std::span<const CvssMetric> known) {
  CvssMetrics metrics;
  CvssMetrics seen;
  for (const std::string_view field : Split(text, '/')) {
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view name = field.substr(0, colon);
    const std::string_view value = field.substr(colon + 1);
    const auto metric = std::find_if(known.begin(), known.end(),
                                     [&](const CvssMetric& m) { return m.name == name; });
    if (metric == known.end()) return std::nullopt;
    const auto values = Split(metric->values, ' ');
    if (std::find(values.begin(), values.end(), value) == values.end()) return std::nullopt;
    if (!seen.emplace(name, value).second) return std::nullopt;
    if (value != "X" && value != "ND") metrics.emplace(name, value);
  }
  for (const CvssMetric& metric : known) {
    if (metric.need == CvssMetric::Need::kBase && !metrics.contains(metric.name))
      return std::nullopt;
  }
  return metrics;
}

std::optional<CvssScore> ComputeCvss(std::string_view vector) {
  if (vector.size() > limits::kAdvisoryUrlBytes) return std::nullopt;
  std::uint8_t major = 2;
  std::optional<unsigned> tenths;
  if (vector.starts_with("CVSS:4.0/")) {
    major = 4;
    tenths = ScoreCvss4(vector.substr(9));
  } else if (vector.starts_with("CVSS:3.1/") || vector.starts_with("CVSS:3.0/")) {
    major = 3;
    tenths = ScoreCvss3(vector.substr(9), vector[7] == '1' ? Cvss3Minor::k1 : Cvss3Minor::k0);
  } else {
    if (vector.starts_with('(') && vector.ends_with(')'))
      vector = vector.substr(1, vector.size() - 2);
    tenths = ScoreCvss2(vector);
  }
  if (!tenths) return std::nullopt;
  return CvssScore{.tenths = static_cast<std::uint16_t>(*tenths), .major = major};
}

Rating RatingOf(std::uint16_t tenths) {
  if (tenths == 0) return Rating::kNone;
  if (tenths < 40) return Rating::kLow;
  if (tenths < 70) return Rating::kMedium;
  if (tenths < 90) return Rating::kHigh;
  return Rating::kCritical;
}

std::uint16_t BestScore(const std::vector<std::string>& vectors) {
  CvssScore best{.tenths = 0, .major = 0};
  for (const std::string& vector : vectors) {
    const auto score = ComputeCvss(vector);
    if (!score) continue;
    if (score->major > best.major) best = *score;
    if (score->major == best.major) best.tenths = std::max(best.tenths, score->tenths);
  }
  return best.tenths;
}

}  // namespace intel
