#include <algorithm>
#include <array>
#include <cmath>

#include "base/check.h"
#include "intel/cvss_vector.h"

// The equations of the CVSS 3.0 and 3.1 specifications, sections 7 and 8 ("Formula" and
// "Appendix A").
namespace intel {
namespace {

using enum CvssMetric::Need;

constexpr std::array kMetrics = {
    CvssMetric{"AV", "N A L P", kBase}, CvssMetric{"AC", "L H", kBase},
    CvssMetric{"PR", "N L H", kBase},   CvssMetric{"UI", "N R", kBase},
    CvssMetric{"S", "U C", kBase},      CvssMetric{"C", "N L H", kBase},
    CvssMetric{"I", "N L H", kBase},    CvssMetric{"A", "N L H", kBase},
    CvssMetric{"E", "X H F P U"},       CvssMetric{"RL", "X U W T O"},
    CvssMetric{"RC", "X C R U"},        CvssMetric{"CR", "X H M L"},
    CvssMetric{"IR", "X H M L"},        CvssMetric{"AR", "X H M L"},
    CvssMetric{"MAV", "X N A L P"},     CvssMetric{"MAC", "X L H"},
    CvssMetric{"MPR", "X N L H"},       CvssMetric{"MUI", "X N R"},
    CvssMetric{"MS", "X U C"},          CvssMetric{"MC", "X N L H"},
    CvssMetric{"MI", "X N L H"},        CvssMetric{"MA", "X N L H"},
};

struct Weight {
  std::string_view metric;
  char value;
  double weight;
};
constexpr std::array kWeights = {
    Weight{"AV", 'N', 0.85}, Weight{"AV", 'A', 0.62}, Weight{"AV", 'L', 0.55},
    Weight{"AV", 'P', 0.2},  Weight{"AC", 'L', 0.77}, Weight{"AC", 'H', 0.44},
    Weight{"UI", 'N', 0.85}, Weight{"UI", 'R', 0.62}, Weight{"C", 'N', 0},
    Weight{"C", 'L', 0.22},  Weight{"C", 'H', 0.56},  Weight{"E", 'H', 1},
    Weight{"E", 'F', 0.97},  Weight{"E", 'P', 0.94},  Weight{"E", 'U', 0.91},
    Weight{"RL", 'U', 1},    Weight{"RL", 'W', 0.97}, Weight{"RL", 'T', 0.96},
    Weight{"RL", 'O', 0.95}, Weight{"RC", 'C', 1},    Weight{"RC", 'R', 0.96},
    Weight{"RC", 'U', 0.92}, Weight{"CR", 'H', 1.5},  Weight{"CR", 'M', 1},
    Weight{"CR", 'L', 0.5},
};

double WeightOf(std::string_view metric, char value) {
  for (const Weight& weight : kWeights) {
    if (weight.metric == metric && weight.value == value) return weight.weight;
  }
  CHECK(false, "every value of a CVSS 3 metric has a weight");
  return 0;
}

/// "Roundup" of the 3.1 specification, appendix A: up to one decimal, safe from the inexactness of
/// binary fractions.
double RoundUp(double value) {
  const auto scaled = std::llround(value * 100000);
  if (scaled % 10000 == 0) return static_cast<double>(scaled) / 100000;
  return (std::floor(static_cast<double>(scaled) / 10000) + 1) / 10;
}

class Scorer {
 public:
  Scorer(const CvssMetrics& metrics, Cvss3Minor minor) : metrics_(metrics), minor_(minor) {}

  double Score() const {
    const double temporal = Temporal();
    if (!HasEnvironmental()) return RoundUp(Base() * temporal);
    return RoundUp(Environmental() * temporal);
  }

 private:
  bool Has(std::string_view name) const { return metrics_.contains(name); }
  char Value(std::string_view name) const { return metrics_.at(name).front(); }
  /// The modified metric where there is one.
  char Modified(std::string_view modified) const {
    return Has(modified) ? Value(modified) : Value(modified.substr(1));
  }
  double Requirement(std::string_view name) const {
    return Has(name) ? WeightOf("CR", Value(name)) : 1;
  }

  double Temporal() const {
    double product = 1;
    for (const std::string_view name : {"E", "RL", "RC"}) {
      if (Has(name)) product *= WeightOf(name, Value(name));
    }
    return product;
  }

  bool HasEnvironmental() const {
    return std::any_of(metrics_.begin(), metrics_.end(), [](const auto& metric) {
      const std::string_view name = metric.first;
      return name == "CR" || name == "IR" || name == "AR" || name.starts_with('M');
    });
  }

  static double Privileges(char value, char scope) {
    if (value == 'N') return 0.85;
    if (value == 'L') return scope == 'C' ? 0.68 : 0.62;
    return scope == 'C' ? 0.5 : 0.27;
  }

  static double Combine(double impact, double exploitability, char scope) {
    if (impact <= 0) return 0;
    const double sum = impact + exploitability;
    return RoundUp(std::min(scope == 'C' ? 1.08 * sum : sum, 10.0));
  }

  double Base() const {
    const double rest = (1 - WeightOf("C", Value("C"))) * (1 - WeightOf("C", Value("I"))) *
                        (1 - WeightOf("C", Value("A")));
    const double iss = 1 - rest;
    const char scope = Value("S");
    const double impact =
        scope == 'C' ? 7.52 * (iss - 0.029) - 3.25 * std::pow(iss - 0.02, 15) : 6.42 * iss;
    const double exploitability = 8.22 * WeightOf("AV", Value("AV")) * WeightOf("AC", Value("AC")) *
                                  WeightOf("UI", Value("UI")) * Privileges(Value("PR"), scope);
    return Combine(impact, exploitability, scope);
  }

  double Environmental() const {
    const double rest = (1 - Requirement("CR") * WeightOf("C", Modified("MC"))) *
                        (1 - Requirement("IR") * WeightOf("C", Modified("MI"))) *
                        (1 - Requirement("AR") * WeightOf("C", Modified("MA")));
    const double iss = std::min(1 - rest, 0.915);
    const char scope = Modified("MS");
    double impact = 6.42 * iss;
    if (scope == 'C') {
      const double tail =
          minor_ == Cvss3Minor::k1 ? std::pow(iss * 0.9731 - 0.02, 13) : std::pow(iss - 0.02, 15);
      impact = 7.52 * (iss - 0.029) - 3.25 * tail;
    }
    const double exploitability =
        8.22 * WeightOf("AV", Modified("MAV")) * WeightOf("AC", Modified("MAC")) *
        WeightOf("UI", Modified("MUI")) * Privileges(Modified("MPR"), scope);
    return Combine(impact, exploitability, scope);
  }

  const CvssMetrics& metrics_;
  Cvss3Minor minor_;
};

}  // namespace

std::optional<unsigned> ScoreCvss3(std::string_view text, Cvss3Minor minor) {
  const auto metrics = ReadCvssMetrics(text, kMetrics);
  if (!metrics) return std::nullopt;
  return static_cast<unsigned>(std::lround(Scorer(*metrics, minor).Score() * 10));
}

}  // namespace intel
