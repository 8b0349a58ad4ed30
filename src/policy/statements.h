#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/finding.h"
#include "model/policy.h"
#include "policy/subject.h"

namespace policy {

/// The one matcher: whether all tests of the suppression hold for the finding at `now`. One that
/// names a vulnerability holds only for a finding that rests on records alone, all of them of that
/// matter; of VEX, on records of vulnerabilities: nothing that VEX says takes malware or conduct
/// back.
[[nodiscard]] bool Covers(const Suppression& suppression, const Finding& finding,
                          const Subject& subject, UnixMillis now);

/// VEX statements by vulnerability, for many findings. The statements outlive it.
class Statements {
 public:
  explicit Statements(const std::vector<Suppression>& statements);

  /// The statement that counts for the finding; nullptr when none is about it. Of several the one
  /// said last; of those the one with more tests; of those the more cautious one (affected, under
  /// investigation, fixed, not affected); of those the first.
  [[nodiscard]] const Suppression* Deciding(const Finding& finding, const Subject& subject,
                                            UnixMillis now) const;

 private:
  const std::vector<Suppression>& statements_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_id_;
};

}  // namespace policy
