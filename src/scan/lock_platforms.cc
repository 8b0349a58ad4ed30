#include "scan/lock_platforms.h"

#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "formats/yaml.h"

namespace scan {
namespace {

using formats::json::Object;
using formats::json::Value;

constexpr std::array<std::string_view, 3> kKeys = {"os", "cpu", "libc"};

/// A word or a list of words under each key.
std::vector<std::string> PlatformIn(const Object& entry) {
  std::vector<std::string> platform;
  for (const std::string_view key : kKeys) {
    const auto add = [&](const Value& value) {
      if (const auto word = value.AsString())
        platform.push_back(std::string(key) + ":" + std::string(*word));
    };
    if (const Value* value = entry.Find(key)) {
      add(*value);
      for (const Value& item : value->Elements()) add(item);
    }
  }
  return platform;
}

/// yarn 2: "os=darwin & cpu=arm64".
std::vector<std::string> PlatformInConditions(std::string_view conditions) {
  std::vector<std::string> platform;
  for (const std::string_view part : Split(conditions, '&')) {
    const std::string_view test = Trim(part);
    const std::size_t equals = test.find('=');
    if (equals == std::string_view::npos) continue;
    for (const std::string_view key : kKeys) {
      if (test.substr(0, equals) == key)
        platform.push_back(std::string(key) + ":" + std::string(test.substr(equals + 1)));
    }
  }
  return platform;
}

std::string IdOf(const Package& package) {
  return package.name->text() + "@" + package.version;
}

/// pnpm: the entries of `packages`, by "name@version", in older versions with a slash before.
std::map<std::string, std::vector<std::string>> ReadPnpm(const Value& root) {
  std::map<std::string, std::vector<std::string>> platforms;
  for (const Value& document : root.Elements()) {
    for (const auto& entry : document.Members().MembersOf("packages")) {
      std::string_view id = entry.key;
      if (id.starts_with('/')) id.remove_prefix(1);
      id = id.substr(0, id.find('('));
      if (auto platform = PlatformIn(entry.value.Members()); !platform.empty())
        platforms.emplace(id, std::move(platform));
    }
  }
  return platforms;
}

std::map<std::string, std::vector<std::string>> ReadYarn(const Value& root) {
  std::map<std::string, std::vector<std::string>> platforms;
  for (const Value& document : root.Elements()) {
    for (const auto& entry : document.Members()) {
      const Object fields = entry.value.Members();
      const auto conditions = fields.FindString("conditions");
      std::string_view id = fields.FindString("resolution").value_or("");
      const std::size_t npm = id.find("@npm:");
      if (!conditions || npm == std::string_view::npos) continue;
      platforms.emplace(std::string(id.substr(0, npm)) + "@" + std::string(id.substr(npm + 5)),
                        PlatformInConditions(*conditions));
    }
  }
  return platforms;
}

}  // namespace

std::map<PackageIndex, std::vector<std::string>> LockPlatforms(
    const FileSystem& files, const Inventory& inventory,
    const std::vector<PackageIndex>& packages) {
  std::vector<PackageIndex> asked;
  for (const PackageIndex package : packages) {
    if (inventory.at(package).optional && inventory.at(package).name) asked.push_back(package);
  }
  const bool npm = inventory.lockfile_kind == LockfileKind::kPackageLock ||
                   inventory.lockfile_kind == LockfileKind::kShrinkwrap ||
                   inventory.lockfile_kind == LockfileKind::kHiddenLock;
  const bool pnpm = inventory.lockfile_kind == LockfileKind::kPnpmLock;
  const bool yarn = inventory.lockfile_kind == LockfileKind::kYarnBerryLock;
  std::map<PackageIndex, std::vector<std::string>> found;
  if (asked.empty() || !(npm || pnpm || yarn)) return found;
  const auto bytes = files.Read(inventory.lockfile, limits::kFileBytes);
  if (!bytes) return found;
  // What cannot be read here was told when the inventory was made.
  const auto document =
      npm ? formats::json::Parse(AsText(*bytes)) : formats::yaml::Parse(AsText(*bytes));
  if (!document) return found;
  if (npm) {
    const Object entries = document->root().Members().MembersOf("packages");
    for (const PackageIndex package : asked) {
      const auto entry = entries.FindObject(inventory.at(package).path);
      auto platform = entry ? PlatformIn(*entry) : std::vector<std::string>();
      if (!platform.empty()) found.emplace(package, std::move(platform));
    }
    return found;
  }
  const auto platforms = pnpm ? ReadPnpm(document->root()) : ReadYarn(document->root());
  for (const PackageIndex package : asked) {
    const auto at = platforms.find(IdOf(inventory.at(package)));
    if (at != platforms.end()) found.emplace(package, at->second);
  }
  return found;
}

}  // namespace scan
