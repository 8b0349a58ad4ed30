#pragma once

#include "base/result.h"
#include "detect/card_cursor.h"
#include "model/rule_card.h"

namespace detect {

/// Reads the Markdown below the front matter into the card: the six sections, each once and in
/// order, and the samples of the last two. The cursor stands behind the closing `---`.
[[nodiscard]] Result<void> ReadSections(CardCursor& cursor, RuleCard& card);

}  // namespace detect
