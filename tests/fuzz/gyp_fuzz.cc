#include <cstddef>
#include <cstdint>
#include <string_view>

#include "facts/gyp.h"

// Any bytes: the reader ends, its strings stand in the text in order, expansions stand in their
// strings.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const facts::GypFile file =
      facts::ReadGyp(std::string_view(reinterpret_cast<const char*>(data), size));
  for (const facts::GypString& string : file.strings) {
    if (string.span.begin > string.span.end || string.span.end > size) __builtin_trap();
    for (const facts::GypExpansion& expansion : facts::FindExpansions(string.text)) {
      if (expansion.command.size() > string.text.size()) __builtin_trap();
    }
  }
  return 0;
}
