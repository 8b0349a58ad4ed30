#pragma once

#include "facts/sink.h"
#include "model/contents.h"

namespace facts {

/// What a file's name alone says: names made to deceive, git hooks, CI definitions.
void ExtractName(const ContentFile& file, Sink& sink);

}  // namespace facts
