#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace js {

/// What the text is. kDetect: CommonJS, and when that fails or the text imports or exports, a
/// module.
enum class Goal : std::uint8_t {
#define GOAL(name, word) name,
#include "js/goals.def"
};

/// "script", "declarations" and so on; "detect" for kDetect.
[[nodiscard]] std::string_view NameOf(Goal goal);
/// The goal with that name.
[[nodiscard]] std::optional<Goal> GoalNamed(std::string_view name);
/// Whether the text may hold types, so that its tree is typescript-estree's.
[[nodiscard]] bool IsTypeScript(Goal goal);

/// The `type` field of the nearest package.json.
enum class PackageType : std::uint8_t { kAbsent, kCommonJs, kModule };

/// The goal node (and TypeScript) would read the file with, by its extension; kDetect for `.js`
/// without a `type` and for extensions that say nothing.
[[nodiscard]] Goal GoalOf(std::string_view path, PackageType type);

}  // namespace js
