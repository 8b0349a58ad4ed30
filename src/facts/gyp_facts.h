#pragma once

#include "facts/manifest.h"

namespace facts {

/// binding.gyp and the other gyp files of the package: the build npm starts on its own, the
/// commands that run while a gyp file is read and while it is built; those commands' text as
/// `script.*` facts.
void ExtractGyp(const std::optional<Manifest>& manifest, const PackageView& view, Sink& sink);

}  // namespace facts
