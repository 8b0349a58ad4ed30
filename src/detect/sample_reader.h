#pragma once

#include <vector>

#include "base/result.h"
#include "detect/card_cursor.h"
#include "model/rule_card.h"

namespace detect {

/// Reads the samples of a `## Flagged` or `## Not flagged` section, up to the next section or the
/// end. docs/rule-cards.md describes the blocks. At least one sample, each with at least one block.
[[nodiscard]] Result<std::vector<CardSample>> ReadSamples(CardCursor& cursor);

}  // namespace detect
