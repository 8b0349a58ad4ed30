#pragma once

#include <string>
#include <vector>

#include "model/fact.h"

namespace report {

/// Whether the fact says what a record of malware or of a vulnerability says of a package.
[[nodiscard]] bool IsOfRecord(const Fact& fact);

/// What a person needs of such a fact to act, a line for each question: which matter and who says
/// so, how bad, where it is fixed and what has to move, how the package came in, what the project's
/// own code does with it. Foreign text is escaped for a terminal.
[[nodiscard]] std::vector<std::string> RecordLines(const Fact& fact);

}  // namespace report
