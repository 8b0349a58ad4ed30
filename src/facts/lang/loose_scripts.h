#pragma once

#include <set>
#include <string>

#include "facts/package_view.h"
#include "facts/sink.h"

namespace facts {

/// Script files of the package that no lifecycle script was seen to lead to (`followed`): code may
/// start them, or a person. Their facts have no phase. At most limits::kLooseScripts files.
void ExtractLooseScripts(const PackageView& view, const std::set<std::string>& followed,
                         Sink& sink);

}  // namespace facts
