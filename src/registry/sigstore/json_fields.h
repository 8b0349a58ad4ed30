#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "formats/json.h"

namespace registry {

/// A member that is base64 text; nothing when it is missing or anything else.
[[nodiscard]] std::optional<ByteVector> BytesOf(const formats::json::Object& object,
                                                std::string_view key);
/// A member that is a whole number, as such or as decimal text (protobuf's JSON form of 64 bits).
[[nodiscard]] std::optional<std::uint64_t> WholeNumberOf(const formats::json::Object& object,
                                                         std::string_view key);
/// A text member; empty when there is none.
[[nodiscard]] std::string TextOf(const formats::json::Object& object, std::string_view key);
/// The object at the end of a path of members ("spec", "content"); nothing when one is missing.
[[nodiscard]] std::optional<formats::json::Object> ObjectAt(
    const formats::json::Object& object, std::initializer_list<std::string_view> path);

}  // namespace registry
