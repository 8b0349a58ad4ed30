#include "js/regexp_property.h"

#include <algorithm>
#include <array>
#include <functional>

namespace js::regexp {
namespace {

constexpr auto kBinaryProperties = std::to_array<std::string_view>({
#define BINARY_PROPERTY(name) #name,
#include "js/regexp_properties.def"
});
constexpr auto kGeneralCategories = std::to_array<std::string_view>({
#define GENERAL_CATEGORY(name) #name,
#include "js/regexp_properties.def"
});
constexpr auto kScripts = std::to_array<std::string_view>({
#define SCRIPT(name) #name,
#include "js/regexp_properties.def"
});
constexpr auto kStringProperties = std::to_array<std::string_view>({
#define STRING_PROPERTY(name) #name,
#include "js/regexp_properties.def"
});

constexpr bool SortedAndUnique(const auto& names) {
  return std::ranges::adjacent_find(names, std::greater_equal<>()) == names.end();
}
static_assert(SortedAndUnique(kBinaryProperties));
static_assert(SortedAndUnique(kGeneralCategories));
static_assert(SortedAndUnique(kScripts));
static_assert(SortedAndUnique(kStringProperties));

}  // namespace

PropertyKind FindProperty(std::string_view name) {
  if (std::ranges::binary_search(kBinaryProperties, name)) return PropertyKind::kCharacters;
  if (std::ranges::binary_search(kGeneralCategories, name)) return PropertyKind::kCharacters;
  if (std::ranges::binary_search(kStringProperties, name)) return PropertyKind::kStrings;
  return PropertyKind::kUnknown;
}

PropertyKind FindProperty(std::string_view name, std::string_view value) {
  const bool category = name == "General_Category" || name == "gc";
  const bool script =
      name == "Script" || name == "sc" || name == "Script_Extensions" || name == "scx";
  const bool found = (category && std::ranges::binary_search(kGeneralCategories, value)) ||
                     (script && std::ranges::binary_search(kScripts, value));
  return found ? PropertyKind::kCharacters : PropertyKind::kUnknown;
}

}  // namespace js::regexp
