#pragma once

#include <string>
#include <vector>

#include "model/assessment.h"

namespace report {

/// What a package can do and when, a sentence for each phase in which something was seen: "When it
/// is installed it starts programs (curl, node) and speaks to the network (cdn.example)." Foreign
/// names in it have been made fit for one line of a terminal; other outputs escape it again.
[[nodiscard]] std::vector<std::string> StoryOf(const PackageAssessment& package);

}  // namespace report
