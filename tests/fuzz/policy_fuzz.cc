#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"
#include "policy/judge.h"
#include "policy/read_policy.h"

/// Any text gives a policy whose last word is the built-in one, and judging by it says something.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const policy::PolicyReading reading = policy::ReadPolicy(AsText({data, size}), "sallyport.toml");
  CHECK(!reading.policy.lines.empty(), "the built-in lines are always there");
  const Finding finding{.rule = "known-malware"};
  const policy::Subject subject{.name = "@a/b", .version = "1.0.0"};
  const policy::Judgement judgement = policy::Judge(reading.policy, finding, subject, 0);
  CHECK(!judgement.verdict.line.empty(), "a verdict names its line");
  (void)policy::ReviewSuppressions(reading.policy, {}, 0);
  return 0;
}
