#pragma once

#include <string_view>
#include <vector>

#include "intel/pack.h"
#include "model/investigation.h"

namespace intel {

/// What a record's `detail` says, ready to be looked for. An Error for a record that has none.
[[nodiscard]] Result<Incident> IncidentOf(const Advisory& advisory);

/// Every incident record of a pack that is in force, sorted by id.
[[nodiscard]] std::vector<Incident> IncidentsIn(const Pack& pack);

}  // namespace intel
