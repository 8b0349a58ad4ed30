#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/diagnostic.h"
#include "model/assessment.h"

namespace policy {

/// What a policy can say of the thing that is judged. Without a name it is the project itself.
struct Subject {
  std::string name;
  std::string version;
  Integrity integrity;  ///< of the bytes that were vetted; may be empty
  bool production = true;
};
/// The root, and a package without a name, are the project itself.
[[nodiscard]] Subject SubjectOf(const Package& package, const Integrity& vetted);

struct Judgement {
  Verdict verdict;
  /// Index into Policy::suppressions of the one that covers the finding; then the verdict is allow.
  std::optional<std::size_t> suppression;
};

/// The first line of the policy that holds for the finding decides. A line holds for stable rules
/// only, unless it says `status = "preview"`; a preview rule never blocks. A suppression that has
/// not expired at `now` comes before all lines.
[[nodiscard]] Judgement Judge(const Policy& policy, const Finding& finding, const Subject& subject,
                              UnixMillis now);

/// The same for something that was not analysed, by the lines with `not-analysed`.
[[nodiscard]] Verdict JudgeNotAnalysed(const Policy& policy, const NotAnalysed& gap,
                                       const Subject& subject);

/// The verdict on a whole: the worst, of equals the first; allow with the line "no finding" for
/// none.
[[nodiscard]] Verdict Worst(std::span<const Verdict> verdicts);

/// What is to be said of the suppressions after a run: expired ones (a warning) and ones that no
/// finding needed (a note). `used` are the indices from Judgement::suppression, in any order.
[[nodiscard]] Diagnostics ReviewSuppressions(const Policy& policy,
                                             std::span<const std::size_t> used, UnixMillis now);

}  // namespace policy
