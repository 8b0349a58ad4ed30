#pragma once

#include <span>

#include "base/diagnostic.h"
#include "model/assessment.h"
#include "policy/statements.h"
#include "policy/subject.h"

namespace policy {

struct Judgement {
  Verdict verdict;
  /// What covers the finding, one of Policy::suppressions or Policy::statements; then the verdict
  /// is allow. Else nullptr.
  const Suppression* suppression = nullptr;
};

/// The first line of the policy that holds for the finding decides. A line holds for stable rules
/// only, unless it says `status = "preview"`; a preview rule never blocks. A suppression that has
/// not expired at `now` comes before all lines, and before every VEX statement; the statement that
/// decides (Statements::Deciding) comes before all lines when it says not affected or fixed.
/// `statements` are those of the policy.
[[nodiscard]] Judgement Judge(const Policy& policy, const Statements& statements,
                              const Finding& finding, const Subject& subject, UnixMillis now);

/// As above, for one finding.
[[nodiscard]] Judgement Judge(const Policy& policy, const Finding& finding, const Subject& subject,
                              UnixMillis now);

/// The same for something that was not analysed, by the lines with `not-analysed`.
[[nodiscard]] Verdict JudgeNotAnalysed(const Policy& policy, const NotAnalysed& gap,
                                       const Subject& subject);

/// The verdict on a whole: the worst, of equals the first; allow with the line "no finding" for
/// none.
[[nodiscard]] Verdict Worst(std::span<const Verdict> verdicts);

/// What is to be said of the suppressions after a run: expired ones (a warning) and ones that no
/// finding needed (a note); of VEX statements nothing, as documents speak of more than one project.
/// `used` are those from Judgement::suppression, in any order.
[[nodiscard]] Diagnostics ReviewSuppressions(const Policy& policy,
                                             std::span<const Suppression* const> used,
                                             UnixMillis now);

}  // namespace policy
