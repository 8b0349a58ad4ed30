#pragma once

#include "facts/magic.h"
#include "facts/sink.h"
#include "model/contents.h"

namespace facts {

/// What native code and WebAssembly can reach, as `binary.*` facts: by what it imports and by the
/// texts in its data. Code itself is not read. `phase` is unknown: who loads it says.
void ExtractBinary(const ContentFile& file, Format format, Sink& sink);

}  // namespace facts
