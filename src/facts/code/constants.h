#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "facts/code/code_package.h"
#include "js/evaluate.h"

namespace facts::code {

/// What expressions are worth as data, by carrying them out with js::Evaluator: asked where looking
/// does not suffice. All questions of a file share its steps (limits::kCodeEvaluateSteps); only the
/// evaluator of the file that was asked about last is kept. Nothing of the package is run.
class Constants {
 public:
  Constants(const CodePackage& package, Budget& budget) : package_(package), budget_(budget) {}

  /// The value (text, bytes, a list); nothing when it depends on a run or the steps are used up.
  [[nodiscard]] std::optional<js::Value> Evaluate(Site site);
  /// The text that a call or an element of a list gives whatever happens before: it names nothing
  /// but functions and constants of the file and pure built-ins. Remembered, so that members and
  /// modules may ask for it often; nullptr when there is none.
  [[nodiscard]] const std::string* Settled(Site site);
  /// Gives back the memory that evaluating took; the next question makes an evaluator again.
  void Forget();

 private:
  enum class Names : std::uint8_t { kAny, kSettled };
  bool IsPure(Site site, Names names);

  const CodePackage& package_;
  Budget& budget_;
  FileId current_ = FileId::kNone;  ///< that `evaluator_` is for
  std::unique_ptr<js::Evaluator> evaluator_;
  std::map<FileId, std::uint64_t> spent_;  ///< steps of evaluators that are gone
  std::unordered_map<std::uint64_t, std::optional<std::string>> settled_;
};

/// Text or bytes as text; nothing for any other value.
[[nodiscard]] std::optional<std::string> TextOf(const std::optional<js::Value>& value);

}  // namespace facts::code
