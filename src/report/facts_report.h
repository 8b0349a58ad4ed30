#pragma once

#include <string>

#include "model/fact.h"
#include "report/style.h"

namespace report {

/// One JSON object per line and fact (JSON Lines): {subject, fact, phase, file, line, column,
/// snippet, decoded, values, steps}.
[[nodiscard]] std::string FactsJsonLines(const Untrusted& subject, const Facts& facts);

}  // namespace report
