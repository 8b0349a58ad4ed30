#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/contents.h"
#include "model/fact.h"

namespace detect {

/// A user's YARA rules (libyara). They match the bytes of files and give `yara.match` facts; each
/// rule is also a rule card, made from its `meta`, so that policy, suppressions, `explain` and
/// every report treat it as one. Immutable; any number of threads may match with one.
class YaraRules {
 public:
  /// Compiles the text of a rule file. `include` is refused: what is used is what was named. An
  /// Error names file and line of the first fault. Bounded by limits::kYaraRuleBytes.
  [[nodiscard]] static Result<YaraRules> Compile(std::string_view file, std::string_view text);

  YaraRules(YaraRules&&) noexcept;
  YaraRules& operator=(YaraRules&&) noexcept;
  YaraRules(const YaraRules&) = delete;
  YaraRules& operator=(const YaraRules&) = delete;
  ~YaraRules();

  /// A card for every rule that is not private: its place (the rule file, a slash, the card's file
  /// name) and its text. Its id is
  /// `yara-` and the rule's name in lower case with dashes; title, severity and confidence are
  /// `meta`'s description, severity and confidence when it has them in a form that cards know.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& cards() const {
    return cards_;
  }
  /// Names these rules in the store's keys.
  [[nodiscard]] const std::string& hash() const { return hash_; }

  /// What matches in the files of a package: a fact for each file and rule, at its first string's
  /// place. `yara.unread` tells of files that took longer than limits::kYaraSeconds. At most
  /// limits::kYaraMatches. Sorted.
  [[nodiscard]] Facts Match(const Contents& contents) const;

 private:
  struct Machine;
  YaraRules();

  std::unique_ptr<Machine> machine_;
  std::vector<std::pair<std::string, std::string>> cards_;
  std::string hash_;
};

}  // namespace detect
