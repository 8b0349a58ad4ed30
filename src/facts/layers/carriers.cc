#include <algorithm>
#include <array>

#include "base/file_system.h"
#include "base/limits.h"
#include "facts/byte_scan.h"
#include "facts/file_class.h"
#include "facts/layers/decoders.h"
#include "facts/layers/layer_facts.h"
#include "facts/magic.h"
#include "facts/place.h"
#include "facts/trailing.h"

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
  for (std::size_t end = FindBlankLineEnd(text, 0); end != std::string_view::npos;
       end = FindBlankLineEnd(text, end + 1)) {
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

bool IsMedia(const ContentFile& content, std::string_view extension) {
  static constexpr auto kExtensions = std::to_array<std::string_view>(
      {".bmp", ".eot", ".gif", ".ico", ".jpeg", ".jpg", ".mp3", ".mp4", ".ogg", ".otf", ".pdf",
       ".png", ".ttf", ".wav", ".webm", ".webp", ".woff", ".woff2"});
  static_assert(std::is_sorted(kExtensions.begin(), kExtensions.end()));
  return std::binary_search(kExtensions.begin(), kExtensions.end(), extension) ||
         GroupOf(IdentifyFormat(content.bytes)) == FormatGroup::kMedia;
}

/// What stands behind the end of a picture, font or sound; where the format has no end that can be
/// told, the text that its last bytes are.
void CollectAppended(const ContentFile& content, LayerQueue& queue) {
  const Bytes bytes = content.bytes;
  std::size_t begin = bytes.size();
  if (const auto end = FindEnd(IdentifyFormat(bytes), bytes)) {
    begin = *end;
  } else {
    const std::size_t furthest =
        bytes.size() - std::min(bytes.size(), std::size_t{limits::kMediaTailBytes});
    const auto is_text = [](std::uint8_t byte) {
      return (byte >= 0x20 && byte < 0x7F) || byte == '\n' || byte == '\r' || byte == '\t';
    };
    while (begin > furthest && is_text(bytes[begin - 1])) --begin;
  }
  constexpr std::size_t kShortest = 16;  // a padding, a line end, a repeated end marker
  if (begin >= bytes.size() || bytes.size() - begin < kShortest) return;
  if (bytes.size() - begin > limits::kLayerBytes) return;
  const SourceFile file(content.path, AsText(bytes));
  Evidence place = file.Whole();
  place.bytes = {.begin = static_cast<std::uint32_t>(begin),
                 .end = static_cast<std::uint32_t>(bytes.size())};
  queue.Add({.text = std::string(AsText(bytes.subspan(begin))),
             .place = std::move(place),
             .how = "appended"});
}

/// Data files of the package whose content was seen to be run.
void CollectRunFiles(const PackageView& view, const Facts& facts, LayerQueue& queue) {
  for (const Fact& fact : facts) {
    if (fact.kind != FactKind::kCodeFlow) continue;
    const Untrusted* const source = fact.Find("source");
    const Untrusted* const sink = fact.Find("sink");
    const Untrusted* const name = fact.Find("name");
    if (source == nullptr || sink == nullptr || name == nullptr) continue;
    const bool run = source->View() == "file" && sink->View() == "eval";
    const ContentFile* const content =
        run ? view.contents->Find(NormalisePath(name->View())) : nullptr;
    if (content == nullptr || content->bytes.size() > limits::kLayerBytes) continue;
    if (ClassOf(content->path) == FileClass::kCode) continue;  // read like the rest
    const SourceFile file(content->path, AsText(content->bytes));
    queue.Add({.text = std::string(AsText(content->bytes)),
               .place = file.Whole(),
               .phase = fact.phase,
               .how = "file",
               .runs = true});
  }
}

}  // namespace

void CollectCarriers(const PackageView& view, Sink& sink) {
  LayerQueue& queue = sink.layers();
  CollectRunFiles(view, sink.facts(), queue);
  for (const Fact& fact : sink.facts()) {
    if (fact.kind != FactKind::kFileInvisibleUnicode || fact.evidence.decoded.empty()) continue;
    queue.Add({.text = std::string(fact.evidence.decoded.View()),
               .place = fact.evidence,
               .phase = fact.phase,
               .how = "invisible"});
  }
  for (const ContentFile& content : view.contents->files) {
    const FileClass file_class = ClassOf(content.path);
    const LowerExtension extension(content.path);
    if (IsMedia(content, extension.View())) CollectAppended(content, queue);
    if (content.bytes.size() > limits::kLayerFileBytes) continue;
    const SourceFile file(content.path, AsText(content.bytes));
    const bool own = content.path == "package.json" || content.path.ends_with("package-lock.json");
    if (extension.View() == ".json" && !own) CollectJson(file, queue);
    const bool text = file_class == FileClass::kCode || file_class == FileClass::kText;
    if (text && LooksLikeText(content.bytes)) CollectTrailingBlanks(file, queue);
  }
}

}  // namespace facts
