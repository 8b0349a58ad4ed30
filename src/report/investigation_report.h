#pragma once

#include <string>

#include "model/investigation.h"
#include "report/style.h"

namespace report {

/// The answer for people: what was seen, the seven questions that victims ask, what could have been
/// read, what to do in which order, and what was not examined. Addresses stay defanged, as records
/// have them.
[[nodiscard]] std::string WriteInvestigationText(const Investigation& investigation,
                                                 const TextOptions& options);

/// The same for collection from many machines, as one JSON object.
[[nodiscard]] std::string WriteInvestigationJson(const Investigation& investigation);

}  // namespace report
