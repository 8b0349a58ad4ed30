#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "facts/code/code_limits.h"
#include "facts/code/code_package.h"
#include "facts/code/outlook.h"
#include "js/evaluate.h"

namespace facts::code {

/// What expressions are worth as data, by carrying them out with js::Evaluator: asked where looking
/// does not suffice. All questions of a file share its steps (limits::kCodeEvaluateSteps); only the
/// evaluator of the file that was asked about last is kept. Nothing of the package is run.
class Constants {
 public:
  /// `steps` are those of all files together.
  Constants(const CodePackage& package, Budget& budget,
            std::uint64_t steps = limits::kCodeEvaluatePackageSteps)
      : package_(package), budget_(budget), package_steps_(steps), outlooks_(package.size()) {}

  /// The value (text, bytes, a list); nothing when it depends on a run or the steps are used up.
  [[nodiscard]] std::optional<js::Value> Evaluate(Site site);
  /// The text that a call or an element of a list gives whatever happens before: it names nothing
  /// but functions and constants of the file and pure built-ins. Remembered, so that members and
  /// modules may ask for it often; nullptr when there is none.
  [[nodiscard]] const std::string* Settled(Site site);
  /// True when the file's texts are shuffled to hide them and take more steps than there are, or
  /// when the package's steps ended with it. An everyday file that computes much is no such thing.
  [[nodiscard]] bool GaveUp(FileId file) const { return gave_up_.contains(file); }
  /// Gives back the memory that evaluating took; the next question makes an evaluator again.
  void Forget();

 private:
  enum class Names : std::uint8_t { kAny, kSettled };
  bool IsPure(Site site, Names names);
  bool IsHopeless(Site site);

  const CodePackage& package_;
  Budget& budget_;
  FileId current_ = FileId::kNone;  ///< that `evaluator_` is for
  std::unique_ptr<js::Evaluator> evaluator_;
  std::map<FileId, std::uint64_t> spent_;  ///< steps of evaluators that are gone
  std::uint64_t package_steps_;            ///< left to all files
  std::set<FileId> gave_up_;
  std::unordered_map<std::uint64_t, std::optional<std::string>> settled_;
  std::vector<std::unique_ptr<Outlook>> outlooks_;  ///< by file, made when first asked for
};

/// Text or bytes as text; nothing for any other value.
[[nodiscard]] std::optional<std::string> TextOf(const std::optional<js::Value>& value);

}  // namespace facts::code
