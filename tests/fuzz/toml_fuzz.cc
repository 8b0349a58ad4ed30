#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"
#include "formats/toml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = formats::toml::Parse(AsText({data, size}));
  if (!parsed) {
    CHECK(parsed.error().offset <= size, "an error is inside the text");
    return 0;
  }
  CHECK(parsed->AsTable() != nullptr, "the root is a table");
  for (const auto& member : *parsed->AsTable()) {
    CHECK(member.key_position.line > 0, "every key has a place");
  }
  return 0;
}
