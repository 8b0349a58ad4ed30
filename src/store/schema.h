#pragma once

#include <span>
#include <string_view>

namespace store {

/// Marks a database file as ours ("SALY"): another program's file is left alone.
inline constexpr int kApplicationId = 0x53414C59;

/// Step i turns a database of version i into one of version i + 1; version 0 is an empty file.
/// Steps are never changed once released, only added: the number of steps is the current version.
[[nodiscard]] std::span<const std::string_view> SchemaSteps();

}  // namespace store
