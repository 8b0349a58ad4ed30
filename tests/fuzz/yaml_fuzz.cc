#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "formats/yaml.h"

namespace json = formats::json;

namespace {

/// Whether two trees are the same, offsets of scalars and keys included. As deep as
/// limits::kYamlDepth.
bool Same(const json::Value& a, const json::Value& b) {
  if (a.kind() != b.kind()) return false;
  if (a.kind() == json::Kind::kArray) {
    const json::Array left = a.Elements();
    const json::Array right = b.Elements();
    if (left.size() != right.size()) return false;
    for (std::uint32_t i = 0; i < left.size(); ++i) {
      if (!Same(left[i], right[i])) return false;
    }
    return true;
  }
  if (a.kind() == json::Kind::kObject) {
    const json::Object left = a.Members();
    const json::Object right = b.Members();
    if (left.size() != right.size()) return false;
    for (std::uint32_t i = 0; i < left.size(); ++i) {
      const json::Member& x = left.begin()[i];
      const json::Member& y = right.begin()[i];
      if (x.key != y.key || x.key_offset != y.key_offset || !Same(x.value, y.value)) return false;
    }
    return true;
  }
  return a.AsString() == b.AsString() && a.AsNumberText() == b.AsNumberText() &&
         (a.IsNull() || a.offset() == b.offset());
}

}  // namespace

/// Whatever the fast reader takes, libyaml takes too and reads the same in it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = AsText({data, size});
  constexpr formats::yaml::Limits kSmall = {.values = 100'000};
  const auto events = formats::yaml::ParseEvents(text, kSmall);
  if (events.fault) CHECK(events.fault->offset <= size, "an error is inside the text");
  const auto blocks = formats::yaml::ParseBlocks(text, kSmall);
  if (!blocks) return 0;
  CHECK(!events.fault.has_value(), "libyaml takes what the fast reader takes");
  CHECK(Same(blocks->root(), events.document.root()), "and both read the same");
  return 0;
}
