#include "scan/other_platform.h"

#include <fmt/format.h>

#include "base/text.h"
#include "model/reached.h"

namespace scan {
namespace {

void Append(std::string_view field, const std::vector<Untrusted>& names, std::string& text) {
  if (names.empty()) return;
  std::vector<std::string_view> views;
  for (const Untrusted& name : names) views.push_back(name.View());
  text += fmt::format("{}{} {}", text.empty() ? "made for " : ", ", field,
                      Quote(Join(std::vector<std::string>(views.begin(), views.end()), ", ")));
}

std::string MadeFor(const Platforms& platforms) {
  std::string text;
  Append("os", platforms.os, text);
  Append("cpu", platforms.cpu, text);
  Append("libc", platforms.libc, text);
  return text;
}

}  // namespace

Platform PlatformOf(const registry::Npmrc& npmrc) {
  Platform platform = ThisPlatform();
  const auto take = [&](std::string_view key, std::string& value) {
    if (const auto set = npmrc.Value(key); !set.empty()) value = set;
  };
  take("os", platform.os);
  take("cpu", platform.cpu);
  take("libc", platform.libc);
  return platform;
}

std::vector<std::string> LeftOutOn(const Platform& here, const Inventory& inventory) {
  std::vector<std::string> reasons(inventory.packages.size());
  bool any = false;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const Package& package = inventory.packages[i];
    if (!package.optional || Fits(package.platforms, here)) continue;
    reasons[i] = MadeFor(package.platforms);
    any = true;
  }
  if (!any) return reasons;
  const std::vector<bool> reached = ReachedFromRoot(
      inventory, [](const Dependency&) { return true; },
      [&](PackageIndex at) { return reasons[static_cast<std::size_t>(at)].empty(); });
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const Package& package = inventory.packages[i];
    if (package.optional && !package.extraneous && !reached[i] && reasons[i].empty())
      reasons[i] = "wanted only by packages for other platforms";
  }
  return reasons;
}

}  // namespace scan
