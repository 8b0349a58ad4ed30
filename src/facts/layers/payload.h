#pragma once

#include <cstdint>
#include <string_view>

namespace facts {

/// What a decoded text or sequence of bytes is. kNothing: ordinary data or prose.
enum class Payload : std::uint8_t {
  kNothing,
  kJavaScript,
  kShell,
  kPowerShell,
  kPython,
  kVbScript,
  kAppleScript,
  kBatch,
  kAddress,     ///< a URL, or a host by number
  kModuleName,  ///< `child_process` and its kin, alone
  kNative,      ///< ELF, PE, Mach-O
};
/// As `layer.payload`'s `holds` has it.
[[nodiscard]] std::string_view NameOf(Payload payload);

/// By magic, by words that only programs of that sort have, and for JavaScript by parsing it: prose
/// and data that mention a word are not code.
[[nodiscard]] Payload Classify(std::string_view bytes);
/// What a text is that `interpreter` is given; kNothing for one that reads none of these languages.
[[nodiscard]] Payload PayloadFor(std::string_view interpreter);

}  // namespace facts
