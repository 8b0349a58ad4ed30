#pragma once

#include <string_view>

#include "base/result.h"
#include "model/rule_card.h"

namespace detect {

/// Reads one rule card; docs/rule-cards.md is the grammar. `file` is how messages name it; its last
/// segment must be the card's id and `.md`. The first thing that is wrong is the error:
/// "FILE:LINE:COLUMN: message", with help. Bounded by limits::kCardBytes and limits::kCardDepth.
[[nodiscard]] Result<RuleCard> ReadCard(std::string_view text, std::string_view file);

/// The rule alone (front matter), without the sections: what evaluation needs, read in a fraction
/// of the time. Of a text that ReadCard accepts it never fails.
[[nodiscard]] Result<RuleCard> ReadRule(std::string_view text, std::string_view file);

}  // namespace detect
