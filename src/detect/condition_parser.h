#pragma once

#include "base/result.h"
#include "detect/card_cursor.h"
#include "model/rule_card.h"

namespace detect {

/// Reads one fact pattern, `kind` or `kind{tests}`, where the cursor stands. A kind or key that
/// model/fact_kinds.def does not have is an error with the nearest name as help.
[[nodiscard]] Result<FactPattern> ReadPattern(CardCursor& cursor);

/// Reads `clause: severity, "reason"`, the form of a line of `worse-if` and `milder-if`, whose
/// indentation is `indent`.
[[nodiscard]] Result<SeverityChange> ReadChange(CardCursor& cursor, int indent);

/// Reads what stands behind `when:`: one clause on the same line, or one per line below, indented;
/// then all must hold. Nesting is bounded by limits::kCardDepth.
[[nodiscard]] Result<Condition> ReadClauses(CardCursor& cursor);

/// A `"..."` with `\"` and `\\`, or a bare word.
[[nodiscard]] Result<std::string> ReadValue(CardCursor& cursor);
/// `[value, value]`, or one value.
[[nodiscard]] Result<std::vector<std::string>> ReadValues(CardCursor& cursor);

}  // namespace detect
