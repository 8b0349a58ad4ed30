#include <cstddef>
#include <cstdint>
#include <string_view>

#include "facts/lang/batch.h"
#include "facts/lang/script_reader.h"

// The first byte chooses the language, the rest is a script: reading it ends within its bounds, and
// every place is inside the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  static_cast<void>(facts::BatchToShell(text));
  const auto language = static_cast<facts::Language>(data[0] % 4);
  const Contents contents;
  const facts::PackageView view{.contents = &contents};
  const facts::SourceFile file("script", text);
  const facts::EmbeddedText place(file, 0, facts::Quoting::kPlain);
  facts::ShellTrail trail;
  facts::Sink sink;
  facts::ExtractScript(language, {.script = "script", .text = text, .place = &place}, view, trail,
                       sink);
  for (const Fact& fact : std::move(sink).Take()) {
    if (fact.evidence.bytes.end > size || fact.evidence.bytes.begin > fact.evidence.bytes.end)
      __builtin_trap();
  }
  return 0;
}
