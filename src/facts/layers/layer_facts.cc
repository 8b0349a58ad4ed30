#include "facts/layers/layer_facts.h"

#include <array>

#include "base/limits.h"
#include "facts/binary/binary_facts.h"
#include "facts/code/code_facts.h"
#include "facts/lang/batch.h"
#include "facts/lang/script_reader.h"
#include "facts/layers/decoders.h"
#include "facts/layers/payload.h"

namespace facts {
namespace {

/// What was found below a text, and what had to be taken off.
struct Found {
  std::string plain;
  Payload payload = Payload::kNothing;
  std::vector<Encoding> encodings;
};

class Layers {
 public:
  Layers(const PackageView& view, Sink& sink) : view_(view), sink_(sink) {}

  /// Reading one text may bring others, a layer further down.
  void Read() {
    for (auto texts = sink_.layers().TakeNew(); !texts.empty(); texts = sink_.layers().TakeNew()) {
      for (const LayerText& text : texts) {
        if (work_ > limits::kLayerWork) return ReportUnread(text, "work");
        ReadText(text);
      }
    }
    if (sink_.layers().full()) ReportUnread({}, "too-many");
  }

 private:
  void ReadText(const LayerText& text) {
    // What was evaluated or decrypted is plain already, as a rule.
    const bool encoded =
        text.how == "literal" || text.how == "json" || text.how == "trailing-blanks";
    if (!encoded) {
      const Payload payload = PlainPayload(text);
      work_ += text.text.size();
      if (payload != Payload::kNothing && payload != Payload::kModuleName)
        return ReadPayload(text, {.plain = text.text, .payload = payload});
    }
    std::vector<Encoding> path;
    if (const auto found = Unwrap(text.text, path)) ReadPayload(text, *found);
  }

  static Payload PlainPayload(const LayerText& text) {
    const Payload told = PayloadFor(text.interpreter);
    if (told != Payload::kNothing) return told;
    const Payload payload = Classify(text.text);
    // Fonts and pictures name the pages of their licences and makers.
    const bool note = text.how == "appended" && payload == Payload::kAddress;
    return note ? Payload::kNothing : payload;
  }

  /// The first payload below `text`, depth first, in the order of the registry.
  std::optional<Found> Unwrap(std::string_view text, std::vector<Encoding>& path) {
    if (path.size() >= limits::kLayerDepth || work_ > limits::kLayerWork) return std::nullopt;
    for (std::uint8_t i = 0; i < kEncodings; ++i) {
      const auto encoding = static_cast<Encoding>(i);
      auto plain = Decode(encoding, text);
      if (!plain || *plain == text) continue;
      work_ += plain->size() + 64;
      path.push_back(encoding);
      const Payload payload = Classify(*plain);
      if (payload != Payload::kNothing)
        return Found{.plain = *std::move(plain), .payload = payload, .encodings = path};
      if (auto found = Unwrap(*plain, path)) return found;
      path.pop_back();
    }
    return std::nullopt;
  }

  void ReadPayload(const LayerText& text, const Found& found) {
    Evidence place = text.place;
    place.decoded = Untrusted(found.plain);
    const std::string size = std::to_string(found.plain.size());
    std::vector<KeyText> values = {{"holds", NameOf(found.payload)},
                                   {"how", text.how},
                                   {"runs", YesNo(text.runs)},
                                   {"bytes", size}};
    for (const Encoding encoding : found.encodings)
      values.push_back({"encoding", NameOf(encoding)});
    // What is run as it stands is not hidden, only read like the rest.
    const bool hidden = text.how != "plain";
    sink_.EnterLayer(text.depth);
    if (hidden) sink_.Add(FactKind::kLayerPayload, text.phase, place, values);
    sink_.EnterLayer(text.depth + (hidden ? 1 : 0));
    if (text.depth < limits::kLayerDepth) Follow(text, found, place);
    sink_.EnterLayer(0);
  }

  void Follow(const LayerText& text, const Found& found, const Evidence& place) {
    switch (found.payload) {
      case Payload::kJavaScript:
        ExtractCodeLayer(
            {.text = found.plain, .place = place, .phase = text.phase, .folder = text.folder},
            view_, sink_);
        return;
      case Payload::kShell:
        ReadScript(text, found.plain, place, ShellDialect::kPosix, std::nullopt);
        return;
      case Payload::kPowerShell:
        ReadScript(text, found.plain, place, ShellDialect::kPowerShell, std::nullopt);
        return;
      case Payload::kPython:
        ReadScript(text, found.plain, place, ShellDialect::kPosix, Language::kPython);
        return;
      case Payload::kVbScript:
        ReadScript(text, found.plain, place, ShellDialect::kPosix, Language::kVbScript);
        return;
      case Payload::kAppleScript:
        ReadScript(text, found.plain, place, ShellDialect::kPosix, Language::kAppleScript);
        return;
      case Payload::kBatch:
        ReadScript(text, BatchToShell(found.plain), place, ShellDialect::kPosix, std::nullopt);
        return;
      case Payload::kNative: {
        const ContentFile file{.path = std::string(place.file.View()),
                               .bytes = AsBytes(found.plain)};
        ExtractBinary(file, IdentifyFormat(file.bytes), sink_);
        return;
      }
      case Payload::kAddress:
      case Payload::kModuleName:
      case Payload::kNothing:
        return;
    }
  }

  void ReadScript(const LayerText& text, std::string_view plain, const Evidence& place,
                  ShellDialect dialect, std::optional<Language> language) {
    const ShellSource source{.script = std::string(place.file.View()),
                             .text = plain,
                             .dialect = dialect,
                             .phase = text.phase,
                             .fixed = place,
                             .folder = text.folder};
    ShellTrail trail;
    if (language) {
      ExtractScript(*language, source, view_, trail, sink_);
    } else {
      ExtractShell(source, view_, trail, sink_);
    }
  }

  void ReportUnread(const LayerText& text, std::string_view reason) {
    sink_.Add(FactKind::kLayerUnread, text.phase, text.place, {{"reason", reason}});
  }

  const PackageView& view_;
  Sink& sink_;
  std::size_t work_ = 0;  ///< bytes that were decoded and looked at
};

}  // namespace

void ReadLayers(const PackageView& view, Sink& sink) {
  Layers(view, sink).Read();
}

}  // namespace facts
