#pragma once

#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "model/policy.h"
#include "policy/settings.h"

namespace policy {

/// What a `sallyport.toml` says. When a diagnostic is an error the file must not be used: a policy
/// that means something else than its author wrote is worse than none.
struct PolicyReading {
  Policy policy;  ///< the file's lines, then the built-in ones
  std::vector<SettingValue> settings;
  Diagnostics diagnostics;  ///< in file order

  [[nodiscard]] bool ok() const;
};

/// Reads the text of a `sallyport.toml`; docs/policy.md describes it. `file` is how messages and
/// origins name it. Every mistake is told, not only the first.
[[nodiscard]] PolicyReading ReadPolicy(std::string_view text, std::string_view file);

/// The policy of a project without a file: known malware by identity: block; a critical finding of
/// high confidence: block; integrity broken: block; a high finding: warn; anything not analysed in
/// an install path: warn; else allow.
[[nodiscard]] Policy BuiltInPolicy();

/// A line as shown to people: "block: severity critical, confidence high".
[[nodiscard]] std::string TextOf(const PolicyLine& line);

}  // namespace policy
