#include "facts/model_text.h"

#include <array>

#include "facts/phrases.h"

namespace facts {

std::optional<Span> FindModelText(std::string_view text) {
  // Without the first letter, which may be a capital.
  static constexpr auto kPhrases = std::to_array<std::string_view>(
      {"gnore all previous instructions", "gnore previous instructions",
       "gnore the above instructions", "isregard previous instructions", "isregard all previous",
       "as an AI language model, you", "you are an AI code review", "orget everything you know",
       "SYSTEM OVERRIDE", "Do not tell the user", "do not tell the user",
       "Do not mention this to the user", "stop reading this file"});
  static const PhraseFinder kFinder(kPhrases);
  const auto found = kFinder.Find(text);
  if (!found) return std::nullopt;
  return Span{.begin = static_cast<std::uint32_t>(found->at == 0 ? 0 : found->at - 1),
              .end = static_cast<std::uint32_t>(found->at + kPhrases[found->phrase].size())};
}

void ExtractModelText(const SourceFile& file, FileClass file_class, Sink& sink) {
  if (file_class != FileClass::kText) return;
  const auto span = FindModelText(file.text());
  if (!span) return;
  sink.Add(FactKind::kCodeLlmText, Phase::kUnknown, file.Place(*span),
           {{"in", "document"}, {"phrase", file.text().substr(span->begin, span->size())}});
}

}  // namespace facts
