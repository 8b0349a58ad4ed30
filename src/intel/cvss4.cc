#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "intel/cvss_vector.h"

// CVSS 4.0, sections 7 and 8 of the specification: a vector belongs to a macro vector of six
// equivalence classes, whose score experts chose; within it the score falls by how far the vector
// is from the worst one of its class.
namespace intel {
namespace {

using enum CvssMetric::Need;

constexpr std::array kMetrics = {
    CvssMetric{"AV", "N A L P", kBase}, CvssMetric{"AC", "L H", kBase},
    CvssMetric{"AT", "N P", kBase},     CvssMetric{"PR", "N L H", kBase},
    CvssMetric{"UI", "N P A", kBase},   CvssMetric{"VC", "H L N", kBase},
    CvssMetric{"VI", "H L N", kBase},   CvssMetric{"VA", "H L N", kBase},
    CvssMetric{"SC", "H L N", kBase},   CvssMetric{"SI", "H L N", kBase},
    CvssMetric{"SA", "H L N", kBase},   CvssMetric{"E", "X A P U"},
    CvssMetric{"CR", "X H M L"},        CvssMetric{"IR", "X H M L"},
    CvssMetric{"AR", "X H M L"},        CvssMetric{"MAV", "X N A L P"},
    CvssMetric{"MAC", "X L H"},         CvssMetric{"MAT", "X N P"},
    CvssMetric{"MPR", "X N L H"},       CvssMetric{"MUI", "X N P A"},
    CvssMetric{"MVC", "X H L N"},       CvssMetric{"MVI", "X H L N"},
    CvssMetric{"MVA", "X H L N"},       CvssMetric{"MSC", "X H L N"},
    CvssMetric{"MSI", "X S H L N"},     CvssMetric{"MSA", "X S H L N"},
    CvssMetric{"S", "X N P"},           CvssMetric{"AU", "X N Y"},
    CvssMetric{"R", "X A U I"},         CvssMetric{"V", "X D C"},
    CvssMetric{"RE", "X L M H"},        CvssMetric{"U", "X Clear Green Amber Red"},
};

/// The values of each metric from the worst on: their distance is the difference of places.
struct Scale {
  std::string_view metric;
  std::string_view worst_first;
};
constexpr std::array kScales = {
    Scale{"AV", "NALP"}, Scale{"PR", "NLH"},  Scale{"UI", "NPA"},  Scale{"AC", "LH"},
    Scale{"AT", "NP"},   Scale{"VC", "HLN"},  Scale{"VI", "HLN"},  Scale{"VA", "HLN"},
    Scale{"SC", "SHLN"}, Scale{"SI", "SHLN"}, Scale{"SA", "SHLN"}, Scale{"CR", "HML"},
    Scale{"IR", "HML"},  Scale{"AR", "HML"},
};

/// Table 24 of the specification, in tenths: by eq1, eq2, then eq3 and eq6 together (00, 01, 10,
/// 11, 21), then eq4, then eq5.
constexpr std::array<std::array<std::uint8_t, 45>, 6> kScores = {{
    {100, 98, 95, 100, 93, 91, 93, 89, 81,  // eq1 0, eq2 0
     99,  95, 92, 96,  87, 81, 90, 80, 68,  //
     98,  95, 90, 93,  89, 81, 88, 78, 69,  //
     95,  92, 84, 92,  81, 65, 80, 70, 48,  //
     92,  82, 72, 79,  69, 50, 69, 55, 27},
    {99, 95, 92, 95, 90, 84, 92, 82, 72,  // eq1 0, eq2 1
     97, 92, 85, 91, 83, 71, 81, 71, 53,  //
     95, 92, 85, 92, 80, 70, 84, 71, 50,  //
     93, 85, 73, 82, 72, 59, 70, 52, 30,  //
     86, 75, 52, 71, 52, 29, 63, 29, 17},
    {98, 94, 91, 94, 86, 77, 87, 74, 63,  // eq1 1, eq2 0
     95, 87, 81, 89, 74, 64, 75, 63, 49,  //
     94, 88, 76, 86, 74, 59, 72, 57, 52,  //
     89, 77, 67, 76, 58, 50, 57, 52, 25,  //
     83, 70, 54, 65, 58, 26, 53, 21, 13},
    {95, 88, 76, 90, 75, 61, 77, 68, 52,  // eq1 1, eq2 1
     90, 76, 70, 77, 62, 53, 66, 59, 30,  //
     89, 76, 62, 74, 57, 47, 61, 57, 24,  //
     78, 67, 58, 59, 57, 23, 52, 29, 16,  //
     71, 59, 30, 58, 26, 15, 23, 13, 6},
    {93, 86, 75, 86, 74, 56, 70, 52, 40,  // eq1 2, eq2 0
     87, 72, 58, 74, 61, 34, 54, 40, 22,  //
     85, 74, 62, 72, 55, 46, 53, 34, 19,  //
     75, 55, 51, 57, 41, 19, 36, 19, 8,   //
     64, 51, 20, 47, 21, 11, 24, 9,  4},
    {88, 73, 60, 73, 59, 41, 54, 45, 20,  // eq1 2, eq2 1
     75, 53, 50, 55, 40, 20, 43, 22, 11,  //
     75, 58, 40, 61, 48, 20, 46, 17, 8,   //
     55, 45, 21, 51, 18, 9,  18, 7,  2,   //
     53, 24, 14, 24, 12, 5,  10, 3,  1},
}};

struct MacroVector {
  unsigned eq1 = 0;
  unsigned eq2 = 0;
  unsigned eq3 = 0;
  unsigned eq4 = 0;
  unsigned eq5 = 0;
  unsigned eq6 = 0;

  /// Nothing for a class that does not exist.
  [[nodiscard]] std::optional<double> Score() const {
    if (eq1 > 2 || eq2 > 1 || eq3 > 2 || eq4 > 2 || eq5 > 2 || eq6 > 1) return std::nullopt;
    if (eq3 == 2 && eq6 == 0) return std::nullopt;
    const unsigned pair = eq3 == 2 ? 4 : eq3 * 2 + eq6;
    return kScores[eq1 * 2 + eq2][pair * 9 + eq4 * 3 + eq5] / 10.0;
  }
};

/// The worst vectors of each class (section 8.2, tables of "highest severity vectors"), metric and
/// value letter pairs.
using Worst = std::vector<std::string_view>;

Worst WorstOfEq1(unsigned level) {
  if (level == 0) return {"AVN PRN UIN"};
  if (level == 1) return {"AVA PRN UIN", "AVN PRL UIN", "AVN PRN UIP"};
  return {"AVP PRN UIN", "AVA PRL UIP"};
}
Worst WorstOfEq2(unsigned level) {
  if (level == 0) return {"ACL ATN"};
  return {"ACH ATN", "ACL ATP"};
}
Worst WorstOfEq3And6(unsigned eq3, unsigned eq6) {
  if (eq3 == 0 && eq6 == 0) return {"VCH VIH VAH CRH IRH ARH"};
  if (eq3 == 0) return {"VCH VIH VAL CRM IRM ARH", "VCH VIH VAH CRM IRM ARM"};
  if (eq3 == 1 && eq6 == 0) return {"VCL VIH VAH CRH IRH ARH", "VCH VIL VAH CRH IRH ARH"};
  if (eq3 == 1) {
    return {"VCL VIH VAL CRH IRM ARH", "VCL VIH VAH CRH IRM ARM", "VCH VIL VAH CRM IRH ARM",
            "VCH VIL VAL CRM IRH ARH", "VCL VIL VAH CRH IRH ARM"};
  }
  return {"VCL VIL VAL CRH IRH ARH"};
}
Worst WorstOfEq4(unsigned level) {
  if (level == 0) return {"SCH SIS SAS"};
  if (level == 1) return {"SCH SIH SAH"};
  return {"SCL SIL SAL"};
}

/// How many steps the best vector of a class is from the worst, plus one (section 8.2, "depth").
constexpr std::array<double, 3> kDepth1 = {1, 4, 5};
constexpr std::array<double, 2> kDepth2 = {1, 2};
constexpr std::array<double, 3> kDepth4 = {6, 5, 4};
double Depth3And6(unsigned eq3, unsigned eq6) {
  if (eq3 == 0) return eq6 == 0 ? 7 : 6;
  return eq3 == 1 ? 8 : 10;
}

class Scorer {
 public:
  explicit Scorer(const CvssMetrics& metrics) : metrics_(metrics) {}

  double Score() const {
    const std::array<std::string_view, 6> impacts = {"VC", "VI", "VA", "SC", "SI", "SA"};
    if (std::all_of(impacts.begin(), impacts.end(), [&](auto name) { return Is(name, 'N'); }))
      return 0;
    const MacroVector macro = Macro();
    const double value = macro.Score().value_or(0);
    MacroVector next1 = macro;
    MacroVector next2 = macro;
    MacroVector next4 = macro;
    MacroVector next5 = macro;
    ++next1.eq1;
    ++next2.eq2;
    ++next4.eq4;
    ++next5.eq5;
    // Each class that has a lower neighbour pulls the score towards it, by the share of the way
    // that the vector has gone; eq5 has but one vector in each level.
    double sum = 0;
    int neighbours = 0;
    const auto pull = [&](std::optional<double> lower, double share) {
      if (!lower) return;
      ++neighbours;
      sum += (value - *lower) * share;
    };
    pull(next1.Score(), Distance(WorstOfEq1(macro.eq1)) / kDepth1[macro.eq1]);
    pull(next2.Score(), Distance(WorstOfEq2(macro.eq2)) / kDepth2[macro.eq2]);
    pull(LowerOfEq3And6(macro),
         Distance(WorstOfEq3And6(macro.eq3, macro.eq6)) / Depth3And6(macro.eq3, macro.eq6));
    pull(next4.Score(), Distance(WorstOfEq4(macro.eq4)) / kDepth4[macro.eq4]);
    pull(next5.Score(), 0);
    const double score = neighbours == 0 ? value : value - sum / neighbours;
    return std::clamp(score, 0.0, 10.0);
  }

 private:
  /// With the defaults of "not defined", and modified metrics in place of base ones.
  char Value(std::string_view name) const {
    const auto modified = metrics_.find("M" + std::string(name));
    if (modified != metrics_.end()) return modified->second.front();
    const auto at = metrics_.find(name);
    if (at != metrics_.end()) return at->second.front();
    return name == "E" ? 'A' : 'H';
  }
  bool Is(std::string_view name, char value) const { return Value(name) == value; }

  MacroVector Macro() const {
    MacroVector macro;
    const bool network = Is("AV", 'N');
    const bool no_privileges = Is("PR", 'N');
    const bool no_interaction = Is("UI", 'N');
    if (network && no_privileges && no_interaction) {
      macro.eq1 = 0;
    } else {
      macro.eq1 = (network || no_privileges || no_interaction) && !Is("AV", 'P') ? 1 : 2;
    }
    macro.eq2 = Is("AC", 'L') && Is("AT", 'N') ? 0 : 1;
    if (Is("VC", 'H') && Is("VI", 'H')) {
      macro.eq3 = 0;
    } else {
      macro.eq3 = Is("VC", 'H') || Is("VI", 'H') || Is("VA", 'H') ? 1 : 2;
    }
    if (Is("SI", 'S') || Is("SA", 'S')) {
      macro.eq4 = 0;
    } else {
      macro.eq4 = Is("SC", 'H') || Is("SI", 'H') || Is("SA", 'H') ? 1 : 2;
    }
    macro.eq5 = Is("E", 'A') ? 0 : Is("E", 'P') ? 1 : 2;
    const bool wanted = (Is("CR", 'H') && Is("VC", 'H')) || (Is("IR", 'H') && Is("VI", 'H')) ||
                        (Is("AR", 'H') && Is("VA", 'H'));
    macro.eq6 = wanted ? 0 : 1;
    return macro;
  }

  /// eq3 and eq6 step together: of two ways down the one with the higher score counts.
  static std::optional<double> LowerOfEq3And6(const MacroVector& macro) {
    MacroVector by3 = macro;
    MacroVector by6 = macro;
    ++by3.eq3;
    ++by6.eq6;
    if (macro.eq3 == 0 && macro.eq6 == 0) return std::max(by3.Score(), by6.Score());
    if (macro.eq6 == 1) return by3.Score();
    return by6.Score();
  }

  /// The steps from the first of the worst vectors that is nowhere better than this one.
  double Distance(const Worst& worst) const {
    for (const std::string_view vector : worst) {
      int steps = 0;
      bool below = true;
      for (const std::string_view pair : Split(vector, ' ')) {
        const std::string_view name = pair.substr(0, 2);
        const auto scale = std::find_if(kScales.begin(), kScales.end(),
                                        [&](const Scale& s) { return s.metric == name; });
        const auto mine = scale->worst_first.find(Value(name));
        const auto theirs = scale->worst_first.find(pair[2]);
        below = below && mine >= theirs;
        steps += static_cast<int>(mine) - static_cast<int>(theirs);
      }
      if (below) return steps;
    }
    CHECK(false, "every CVSS 4 vector lies below a worst vector of its class");
    return 0;
  }

  const CvssMetrics& metrics_;
};

}  // namespace

std::optional<unsigned> ScoreCvss4(std::string_view text) {
  const auto metrics = ReadCvssMetrics(text, kMetrics);
  if (!metrics) return std::nullopt;
  // Half-way values are rounded up, and are not exact in binary.
  return static_cast<unsigned>(std::floor(Scorer(*metrics).Score() * 10 + 0.5 + 1e-6));
}

}  // namespace intel
