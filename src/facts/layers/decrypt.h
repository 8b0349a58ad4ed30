#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace facts {

/// A cipher as `crypto.createDecipheriv` is given it, all of it constant.
struct Cipher {
  std::string algorithm;  ///< as OpenSSL and Node name it: "aes-256-cbc"
  std::string key;
  std::string iv;
};

/// What Node would get; nothing for an unknown algorithm, for a key or vector that does not fit,
/// and for padding that is wrong. The tag of authenticated modes is not asked for. At most
/// limits::kLayerBytes.
[[nodiscard]] std::optional<std::string> Decrypt(const Cipher& cipher, std::string_view data);

}  // namespace facts
