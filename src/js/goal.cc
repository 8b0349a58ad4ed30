#include "js/goal.h"

#include <array>

namespace js {

namespace {
constexpr auto kNames = std::to_array<std::string_view>({
#define GOAL(name, word) word,
#include "js/goals.def"
});
}  // namespace

std::string_view NameOf(Goal goal) {
  return kNames[static_cast<std::size_t>(goal)];
}

std::optional<Goal> GoalNamed(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Goal>(i);
  }
  return std::nullopt;
}

bool IsTypeScript(Goal goal) {
  return goal == Goal::kTypeScript || goal == Goal::kTsx || goal == Goal::kDeclarations;
}

Goal GoalOf(std::string_view path, PackageType type) {
  struct Extension {
    std::string_view suffix;
    Goal goal;
  };
  static constexpr auto kExtensions = std::to_array<Extension>({
      {".d.ts", Goal::kDeclarations},
      {".d.mts", Goal::kDeclarations},
      {".d.cts", Goal::kDeclarations},
      {".ts", Goal::kTypeScript},
      {".mts", Goal::kTypeScript},
      {".cts", Goal::kTypeScript},
      {".tsx", Goal::kTsx},
      {".jsx", Goal::kJsx},
      {".mjs", Goal::kModule},
      {".cjs", Goal::kCommonJs},
  });
  for (const Extension& extension : kExtensions) {
    if (path.ends_with(extension.suffix)) return extension.goal;
  }
  switch (type) {
    case PackageType::kAbsent:
      return Goal::kDetect;
    case PackageType::kCommonJs:
      return Goal::kCommonJs;
    case PackageType::kModule:
      return Goal::kModule;
  }
  return Goal::kDetect;
}

}  // namespace js
