#include "intel/usage.h"

#include <fmt/format.h>

#include <algorithm>

namespace intel {
namespace {

constexpr std::string_view kModuleItself = "default";

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$';
}

}  // namespace

std::string_view ExportOf(std::string_view function, std::string_view package) {
  if (function.starts_with('(')) {
    function.remove_prefix(1);
    const std::size_t close = function.find(')');
    if (close == std::string_view::npos) return kModuleItself;
    function.remove_prefix(close + 1);
  } else if (function.starts_with(package)) {
    function.remove_prefix(package.size());
  }
  for (;;) {
    while (!function.empty() && !IsNameByte(function.front())) {
      if (function.front() == '(') return kModuleItself;  // arguments
      function.remove_prefix(1);
    }
    const auto end = std::find_if_not(function.begin(), function.end(), IsNameByte);
    const std::string_view word =
        function.substr(0, static_cast<std::size_t>(end - function.begin()));
    function.remove_prefix(word.size());
    if (word.empty()) return kModuleItself;
    if (word != "exports" && word != "module" && word != "prototype") return word;
  }
}

UsageOfPackages::UsageOfPackages(const Inventory& inventory, const Reach& reach,
                                 const ProjectUse& use)
    : inventory_(inventory), reach_(reach), use_(use) {
  std::vector<PackageIndex> imported;
  std::vector<PackageIndex> named;
  for (std::size_t i = 0; i < inventory.packages.size(); ++i) {
    const Package& package = inventory.packages[i];
    if (package.origin == Origin::kRoot || package.origin == Origin::kWorkspace) continue;
    if (use.imported.contains(package.folder_name))
      imported.push_back(static_cast<PackageIndex>(i));
    if (use.named.contains(package.folder_name)) named.push_back(static_cast<PackageIndex>(i));
  }
  behind_imports_ = reach.Behind(imported);
  behind_names_ = reach.Behind(named);
}

std::string_view UsageOfPackages::Referenced(const Package& package, PackageIndex index,
                                             const std::set<std::string>& functions) const {
  const auto at = use_.imported.find(package.folder_name);
  if (functions.empty() || at == use_.imported.end()) return "unknown";
  const PackageUse& use = at->second;
  const bool named = std::any_of(functions.begin(), functions.end(), [&](const auto& function) {
    return use.exports.contains(std::string(ExportOf(function, package.folder_name)));
  });
  if (named) return "yes";
  const bool only_own = reach_.OnlyAskedForByProject(index) && use_.complete() && !use.whole &&
                        !use_.named.contains(package.folder_name);
  return only_own ? "no" : "unknown";
}

UsageAnswer UsageOfPackages::Ask(PackageIndex index, const std::set<std::string>& functions) const {
  const Package& package = inventory_.at(index);
  const auto at = use_.imported.find(package.folder_name);
  if (at != use_.imported.end()) {
    UsageAnswer answer{.imported = "yes", .referenced = Referenced(package, index, functions)};
    for (const ImportPlace& place : at->second.places)
      answer.places.push_back(fmt::format("{}:{}", place.file, place.position.line));
    return answer;
  }
  const auto position = static_cast<std::size_t>(index);
  if (behind_imports_[position]) return {.imported = "through", .referenced = "unknown"};
  if (use_.named.contains(package.folder_name) || behind_names_[position])
    return {.imported = "named", .referenced = "unknown"};
  if (!use_.complete()) return {.imported = "unknown", .referenced = "unknown"};
  return {.imported = "no", .referenced = "no"};
}

}  // namespace intel
