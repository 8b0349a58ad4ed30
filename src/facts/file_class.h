#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace facts {

/// What a file is for, by its name.
enum class FileClass : std::uint8_t {
  kCode,    ///< a program in any language
  kConfig,  ///< JSON, YAML and the like: read by tools
  kText,    ///< prose for people and models
  kData,    ///< everything else
};
[[nodiscard]] std::string_view NameOf(FileClass file_class);
[[nodiscard]] FileClass ClassOf(std::string_view path);

/// Lower-case extension with its dot, as far as it fits a table look-up (16 bytes); "" else.
class LowerExtension {
 public:
  explicit LowerExtension(std::string_view path);
  [[nodiscard]] std::string_view View() const { return {text_, size_}; }

 private:
  char text_[16] = {};
  std::size_t size_ = 0;
};

/// False when there is a NUL among the first 8,000 bytes, which is how git tells text from the
/// rest. UTF-16 with a byte order mark counts as text of no use to a byte scan: also false.
[[nodiscard]] bool LooksLikeText(Bytes bytes);

}  // namespace facts
