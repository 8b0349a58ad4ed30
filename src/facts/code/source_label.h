#pragma once

#include <cstdint>
#include <string_view>

namespace facts::code {

/// What sort of thing data is: where it came from.
enum class SourceLabel : std::uint8_t {
  kNone,
  kCharacters,  ///< text made of character codes or decoded
  kClipboard,
  kCommand,      ///< what a program printed
  kData,         ///< of a JSON file of the package, loaded as a module
  kEnvironment,  ///< one variable
  kEnvironmentAll,
  kFile,
  kIntercepted,  ///< what the application hands to a function that was put in another's place
  kKeyArgument,  ///< a seed or private key that a function of the package is called with
  kKeyboard,
  kNetwork,
  kRequest,  ///< what a server is sent
  kScreen,
  kSecretFile,
  kSystem,
};
/// As facts spell it: `environment`, `secret-file`.
[[nodiscard]] std::string_view NameOf(SourceLabel label);

}  // namespace facts::code
