#include "policy/read_policy.h"

namespace policy {

namespace {

PolicyLine Line(PolicyLine line) {
  line.text = TextOf(line);
  return line;
}

}  // namespace

Policy BuiltInPolicy() {
  Policy policy;
  policy.lines = {
      Line({.action = Action::kBlock,
            .rules = {"known-malware"},
            .reason = "a record names this very package as malware"}),
      Line({.action = Action::kBlock,
            .severity_at_least = Severity::kCritical,
            .confidence_at_least = Confidence::kHigh,
            .reason = "critical, and hardly ever wrong"}),
      Line({.action = Action::kBlock,
            .rules = {"integrity-mismatch"},
            .reason = "these are not the bytes that were locked"}),
      Line({.action = Action::kWarn,
            .severity_at_least = Severity::kHigh,
            .reason = "somebody should look at it"}),
      Line({.action = Action::kWarn,
            .phase = Phase::kInstall,
            .not_analysed = true,
            .reason = "it runs during an install and nobody has looked at it"}),
      Line({.action = Action::kAllow, .reason = "nothing stands in the way"}),
  };
  return policy;
}

}  // namespace policy
