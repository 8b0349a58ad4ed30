#pragma once

#include "facts/file_class.h"
#include "facts/sink.h"
#include "model/contents.h"

namespace facts {

/// What a file really is by its bytes: native code, bytecode, archives, content that belies the
/// name, bytes behind the end of a picture.
void ExtractContent(const ContentFile& file, FileClass file_class, Sink& sink);

}  // namespace facts
