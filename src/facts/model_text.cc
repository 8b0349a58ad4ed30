#include "facts/model_text.h"

#include <array>
#include <cstring>

namespace facts {

std::optional<Span> FindModelText(std::string_view text) {
  // Without the first letter, which may be a capital.
  static constexpr auto kPhrases = std::to_array<std::string_view>(
      {"gnore all previous instructions", "gnore previous instructions",
       "gnore the above instructions", "isregard previous instructions", "isregard all previous",
       "as an AI language model, you", "you are an AI code review", "orget everything you know",
       "SYSTEM OVERRIDE", "Do not tell the user", "do not tell the user",
       "Do not mention this to the user", "stop reading this file"});
  if (text.empty()) return std::nullopt;  // memmem takes no null pointer
  for (const std::string_view phrase : kPhrases) {
    // Not find(), which stops at every first letter: this looks at one byte in twenty.
    const void* const found = memmem(text.data(), text.size(), phrase.data(), phrase.size());
    if (found == nullptr) continue;
    const auto at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    return Span{.begin = static_cast<std::uint32_t>(at == 0 ? 0 : at - 1),
                .end = static_cast<std::uint32_t>(at + phrase.size())};
  }
  return std::nullopt;
}

void ExtractModelText(const SourceFile& file, FileClass file_class, Sink& sink) {
  if (file_class != FileClass::kText) return;
  const auto span = FindModelText(file.text());
  if (!span) return;
  sink.Add(FactKind::kCodeLlmText, Phase::kUnknown, file.Place(*span),
           {{"in", "document"}, {"phrase", file.text().substr(span->begin, span->size())}});
}

}  // namespace facts
