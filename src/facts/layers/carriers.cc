#include <algorithm>

#include "base/limits.h"
#include "facts/file_class.h"
#include "facts/layers/decoders.h"
#include "facts/layers/layer_facts.h"
#include "facts/place.h"

namespace facts {
namespace {

/// Strings of a JSON text, by their quotes: whether the rest is JSON does not matter here.
void CollectJson(const SourceFile& file, LayerQueue& queue) {
  const std::string_view text = file.text();
  for (std::size_t open = text.find('"'); open != std::string_view::npos;) {
    const std::size_t close = text.find('"', open + 1);
    if (close == std::string_view::npos) return;
    const std::string_view value = text.substr(open + 1, close - open - 1);
    if (MayCarry(value)) {
      const Span span{.begin = static_cast<std::uint32_t>(open + 1),
                      .end = static_cast<std::uint32_t>(close)};
      queue.Add({.text = std::string(value), .place = file.Place(span), .how = "json"});
    }
    open = text.find('"', close + 1);
  }
}

/// Tabs and spaces behind the lines of a text, as one.
void CollectTrailingBlanks(const SourceFile& file, LayerQueue& queue) {
  const std::string_view text = file.text();
  std::string blanks;
  std::size_t first = std::string_view::npos;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos;
       end = text.find('\n', end + 1)) {
    std::size_t begin = end;
    while (begin > 0 && (text[begin - 1] == ' ' || text[begin - 1] == '\t')) --begin;
    // One space or tab is an editor's doing.
    if (end - begin < 2) continue;
    if (first == std::string_view::npos) first = begin;
    blanks += text.substr(begin, end - begin);
    if (blanks.size() > limits::kLayerBytes) break;
  }
  if (!MayCarry(blanks)) return;
  const Span span{.begin = static_cast<std::uint32_t>(first),
                  .end = static_cast<std::uint32_t>(first)};
  queue.Add({.text = std::move(blanks), .place = file.Place(span), .how = "trailing-blanks"});
}

}  // namespace

void CollectCarriers(const PackageView& view, Sink& sink) {
  LayerQueue& queue = sink.layers();
  for (const Fact& fact : sink.facts()) {
    if (fact.kind != FactKind::kFileInvisibleUnicode || fact.evidence.decoded.empty()) continue;
    queue.Add({.text = std::string(fact.evidence.decoded.View()),
               .place = fact.evidence,
               .phase = fact.phase,
               .how = "invisible"});
  }
  for (const ContentFile& content : view.contents->files) {
    if (content.bytes.size() > limits::kLayerFileBytes) continue;
    const FileClass file_class = ClassOf(content.path);
    const LowerExtension extension(content.path);
    const SourceFile file(content.path, AsText(content.bytes));
    const bool own = content.path == "package.json" || content.path.ends_with("package-lock.json");
    if (extension.View() == ".json" && !own) CollectJson(file, queue);
    const bool text = file_class == FileClass::kCode || file_class == FileClass::kText;
    if (text && LooksLikeText(content.bytes)) CollectTrailingBlanks(file, queue);
  }
}

}  // namespace facts
