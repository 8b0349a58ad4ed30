#pragma once

#include <optional>
#include <string_view>

#include "base/span.h"
#include "facts/file_class.h"
#include "facts/place.h"
#include "facts/sink.h"

namespace facts {

/// Where a text addresses a language model that would read it ("ignore all previous instructions"):
/// the first phrase of the list that it holds; nothing when it holds none.
[[nodiscard]] std::optional<Span> FindModelText(std::string_view text);

/// `code.llm-text` of a document: text files and files that steer agents.
void ExtractModelText(const SourceFile& file, FileClass file_class, Sink& sink);

}  // namespace facts
