#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "intel/cvss_vector.h"

// The equations of "A Complete Guide to the Common Vulnerability Scoring System Version 2.0",
// section 3.2.
namespace intel {
namespace {

using enum CvssMetric::Need;

constexpr std::array kMetrics = {
    CvssMetric{"AV", "L A N", kBase}, CvssMetric{"AC", "H M L", kBase},
    CvssMetric{"Au", "M S N", kBase}, CvssMetric{"C", "N P C", kBase},
    CvssMetric{"I", "N P C", kBase},  CvssMetric{"A", "N P C", kBase},
    CvssMetric{"E", "U POC F H ND"},  CvssMetric{"RL", "OF TF W U ND"},
    CvssMetric{"RC", "UC UR C ND"},   CvssMetric{"CDP", "N L LM MH H ND"},
    CvssMetric{"TD", "N L M H ND"},   CvssMetric{"CR", "L M H ND"},
    CvssMetric{"IR", "L M H ND"},     CvssMetric{"AR", "L M H ND"},
};

struct Weight {
  std::string_view metric;
  std::string_view value;
  double weight;
};
constexpr std::array kWeights = {
    Weight{"AV", "L", 0.395}, Weight{"AV", "A", 0.646}, Weight{"AV", "N", 1},
    Weight{"AC", "H", 0.35},  Weight{"AC", "M", 0.61},  Weight{"AC", "L", 0.71},
    Weight{"Au", "M", 0.45},  Weight{"Au", "S", 0.56},  Weight{"Au", "N", 0.704},
    Weight{"C", "N", 0},      Weight{"C", "P", 0.275},  Weight{"C", "C", 0.66},
    Weight{"E", "U", 0.85},   Weight{"E", "POC", 0.9},  Weight{"E", "F", 0.95},
    Weight{"E", "H", 1},      Weight{"RL", "OF", 0.87}, Weight{"RL", "TF", 0.9},
    Weight{"RL", "W", 0.95},  Weight{"RL", "U", 1},     Weight{"RC", "UC", 0.9},
    Weight{"RC", "UR", 0.95}, Weight{"RC", "C", 1},     Weight{"CDP", "N", 0},
    Weight{"CDP", "L", 0.1},  Weight{"CDP", "LM", 0.3}, Weight{"CDP", "MH", 0.4},
    Weight{"CDP", "H", 0.5},  Weight{"TD", "N", 0},     Weight{"TD", "L", 0.25},
    Weight{"TD", "M", 0.75},  Weight{"TD", "H", 1},     Weight{"CR", "L", 0.5},
    Weight{"CR", "M", 1},     Weight{"CR", "H", 1.51},
};

/// `like` is the metric whose weights are used: the three impacts, and the three requirements,
/// share theirs.
double Get(const CvssMetrics& metrics, std::string_view name, std::string_view like,
           double absent) {
  const auto at = metrics.find(name);
  if (at == metrics.end()) return absent;
  for (const Weight& weight : kWeights) {
    if (weight.metric == like && weight.value == at->second) return weight.weight;
  }
  CHECK(false, "every value of a CVSS 2 metric has a weight");
  return absent;
}

double Round(double value) {
  return std::round(value * 10 + 1e-9) / 10;
}

}  // namespace

std::optional<unsigned> ScoreCvss2(std::string_view text) {
  const auto metrics = ReadCvssMetrics(text, kMetrics);
  if (!metrics) return std::nullopt;
  const auto get = [&](std::string_view name, std::string_view like, double absent) {
    return Get(*metrics, name, like, absent);
  };
  const double exploitability = 20 * get("AV", "AV", 0) * get("AC", "AC", 0) * get("Au", "Au", 0);
  const auto base_of = [&](double impact) {
    const double score = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact == 0 ? 0 : 1.176);
    return Round(std::max(score, 0.0));
  };
  const auto impact_of = [&](double c, double i, double a) {
    return 10.41 * (1 - (1 - get("C", "C", 0) * c) * (1 - get("I", "C", 0) * i) *
                            (1 - get("A", "C", 0) * a));
  };
  const double temporal = get("E", "E", 1) * get("RL", "RL", 1) * get("RC", "RC", 1);
  const bool environmental = std::any_of(metrics->begin(), metrics->end(), [](const auto& metric) {
    constexpr std::array<std::string_view, 5> kNames = {"CDP", "TD", "CR", "IR", "AR"};
    return std::find(kNames.begin(), kNames.end(), metric.first) != kNames.end();
  });
  double score = Round(base_of(impact_of(1, 1, 1)) * temporal);
  if (environmental) {
    const double impact =
        std::min(10.0, impact_of(get("CR", "CR", 1), get("IR", "CR", 1), get("AR", "CR", 1)));
    const double adjusted = Round(base_of(impact) * temporal);
    score = Round((adjusted + (10 - adjusted) * get("CDP", "CDP", 0)) * get("TD", "TD", 1));
  }
  return static_cast<unsigned>(std::lround(score * 10));
}

}  // namespace intel
