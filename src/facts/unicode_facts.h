#pragma once

#include "facts/file_class.h"
#include "facts/place.h"
#include "facts/sink.h"

namespace facts {

/// What cannot be seen in a text: invisible characters, bidirectional controls, text pushed off the
/// screen. One fast pass, then only the parts beyond ASCII.
void ExtractUnseen(const SourceFile& file, FileClass file_class, Sink& sink);

}  // namespace facts
