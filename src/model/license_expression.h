#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// What the SPDX licence list says of a word.
enum class LicenseWord : std::uint8_t {
  kUnknown,
  kLicense,
  kDeprecatedLicense,
  kException,
  kDeprecatedException
};

/// Looks `id` up in the SPDX licence list (model/spdx_ids.def); case matters.
[[nodiscard]] LicenseWord LookUpLicense(std::string_view id);
/// The id of the list that differs from `id` in case only; nothing when there is none.
[[nodiscard]] std::optional<std::string_view> LicenseIgnoringCase(std::string_view id);

/// A licence expression of SPDX (annex D of SPDX 2.3, "SPDX License Expressions" of 3.0): ids,
/// LicenseRef-, DocumentRef-:LicenseRef-, `+`, WITH, AND, OR, parentheses. At most
/// limits::kLicenseExpressionBytes long and kLicenseExpressionDepth deep.
class LicenseExpression {
 public:
  /// One simple licence of the expression.
  struct Term {
    std::string id;         ///< without `+`
    bool or_later = false;  ///< it had a `+`
    std::string exception;  ///< after WITH; empty when there is none
    bool operator==(const Term&) const = default;
  };

  /// Ids must be of the list; the error says what was seen and, when only case is wrong, what was
  /// meant. Operators may be all upper or all lower case, as SPDX 3.0.1 has it.
  [[nodiscard]] static Result<LicenseExpression> Parse(std::string_view text);

  /// With single blanks, upper-case operators and only the parentheses that are needed.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// In the order they are written, repeats kept.
  [[nodiscard]] const std::vector<Term>& terms() const { return terms_; }
  /// True for one licence without operator: `MIT`, not `MIT OR ISC`, not `GPL-2.0+`.
  [[nodiscard]] bool IsSingleId() const {
    return terms_.size() == 1 && !terms_[0].or_later && terms_[0].exception.empty();
  }

  bool operator==(const LicenseExpression&) const = default;

 private:
  friend class LicenseParser;
  std::string text_;
  std::vector<Term> terms_;
};
