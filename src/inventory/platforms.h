#pragma once

#include <string_view>

#include "formats/json.h"
#include "model/inventory.h"

namespace inventory {

/// `os`, `cpu` and `libc` of a lockfile's entry or a manifest: a list of names each, or one name.
/// What is no text is passed over; no more than limits::kPlatformNames of a list are read.
[[nodiscard]] Platforms PlatformsOf(const formats::json::Object& entry);

/// The same as Yarn 2 and later write it: "os=darwin & cpu=arm64", "(os=linux | os=darwin)".
[[nodiscard]] Platforms PlatformsOfConditions(std::string_view conditions);

}  // namespace inventory
