#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/packument.h"

/// The version that `npm install name@wanted` takes: a dist-tag's; an exact version; for a range
/// the `latest` one when it is in the range and not deprecated, else the highest in the range,
/// deprecated ones only when there is no other. Nothing when there is none.
[[nodiscard]] std::optional<std::string> PickVersion(const Packument& packument,
                                                     std::string_view wanted);
