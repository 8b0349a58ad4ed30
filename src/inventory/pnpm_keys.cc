#include "inventory/pnpm_keys.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "model/semver.h"

namespace inventory {
namespace {

/// The longest folder name that pnpm leaves as it is.
constexpr std::size_t kFolderBytes = 120;
constexpr std::size_t kHashDigits = 32;

void TakeSuffix(PnpmKey& key, std::string_view& rest, std::size_t at) {
  if (at == std::string_view::npos) return;
  key.peers = rest.substr(at);
  rest = rest.substr(0, at);
  constexpr std::string_view kPatch = "(patch_hash=";
  const std::size_t patch = key.peers.find(kPatch);
  if (patch == std::string_view::npos) return;
  key.patch_hash = key.peers.substr(patch + kPatch.size());
  key.patch_hash = key.patch_hash.substr(0, key.patch_hash.find(')'));
}

/// "a/1.0.0", "@s/a/1.0.0", with a registry's host in front or not: the last two or three parts.
void SplitVersionFive(PnpmKey& key, std::string_view rest) {
  const std::size_t slash = rest.rfind('/');
  if (slash == std::string_view::npos) {
    key.version = rest;
    return;
  }
  const std::string_view version = rest.substr(slash + 1);
  if (!Version::Parse(version, SemVerMode::kLoose)) {
    key.version = rest;  // an address: the entry itself says who it is
    return;
  }
  key.version = version;
  std::string_view name = rest.substr(0, slash);
  const std::size_t scope = name.rfind("/@");
  if (name.starts_with('/')) {
    name.remove_prefix(1);
  } else if (scope != std::string_view::npos) {
    name = name.substr(scope + 1);
  } else if (!name.starts_with('@')) {
    name = name.substr(name.rfind('/') + 1);
  }
  key.name = name;
}

}  // namespace

PnpmKey ReadPnpmKey(std::string_view text, int lockfile_version) {
  PnpmKey key;
  std::string_view rest = text;
  if (lockfile_version < 6) {
    // Peers follow an underscore after the last slash; version 5.4 writes a slash in them as `+`.
    const std::size_t slash = rest.rfind('/');
    const std::size_t from = slash == std::string_view::npos ? 0 : slash;
    TakeSuffix(key, rest, rest.starts_with("file:") ? rest.find('_') : rest.find('_', from));
    SplitVersionFive(key, rest);
    return key;
  }
  TakeSuffix(key, rest, rest.find('('));
  if (rest.starts_with('/')) rest.remove_prefix(1);
  if (rest.starts_with("file:")) {
    key.version = rest;
    return key;
  }
  const std::size_t at = rest.find('@', 1);
  if (at == std::string_view::npos) {
    key.version = rest;
    return key;
  }
  key.name = rest.substr(0, at);
  key.version = rest.substr(at + 1);
  // Version 6 writes an address as "@host/path" or "host/path@commit" (no name in it).
  if (lockfile_version < 9 && !Version::Parse(key.version, SemVerMode::kLoose)) {
    key.name = {};
    key.version = rest;
  }
  return key;
}

std::string_view WithoutPeers(std::string_view key) {
  return key.substr(0, key.find('('));
}

std::string KeyOfPnpmReference(std::string_view name, std::string_view version,
                               int lockfile_version) {
  const std::size_t bracket = version.find('(');
  if (lockfile_version >= 9) {
    const std::size_t at = version.find('@');
    const std::size_t colon = version.find(':');
    const bool is_key =
        version.starts_with('@') ||
        (at != std::string_view::npos && (colon == std::string_view::npos || at < colon) &&
         (bracket == std::string_view::npos || at < bracket));
    return is_key ? std::string(version) : std::string(name).append("@").append(version);
  }
  if (version.starts_with("file:")) return std::string(version);
  const std::string_view head = version.substr(0, bracket);
  if (head.find('/') != std::string_view::npos) return std::string(version);
  const char* const joint = lockfile_version < 6 ? "/" : "@";
  return std::string("/").append(name).append(joint).append(version);
}

std::string PnpmFolder(std::string_view key, int lockfile_version) {
  if (key.starts_with('/')) key.remove_prefix(1);
  std::string folder(key);
  // "a/1.0.0_b@2.0.0" of version 5 is the folder "a@1.0.0_b@2.0.0".
  const std::size_t slash = lockfile_version < 6 ? folder.rfind('/') : std::string::npos;
  if (slash != std::string::npos && !folder.starts_with("file:")) folder[slash] = '@';
  for (char& c : folder) {
    if (std::string_view("\\/:*?\"<>|#").find(c) != std::string_view::npos) c = '+';
  }
  if (folder.find('(') != std::string::npos) {
    if (folder.ends_with(')')) folder.pop_back();
    folder = ReplaceAll(folder, ")(", "_");
    std::replace(folder.begin(), folder.end(), '(', '_');
    std::replace(folder.begin(), folder.end(), ')', '_');
  }
  const bool is_plain = folder == ToLower(folder) || folder.starts_with("file+");
  if (folder.size() <= kFolderBytes && is_plain) return folder;
  const std::string hash = Hex(Sha256(AsBytes(folder))).substr(0, kHashDigits);
  return folder.substr(0, std::min(folder.size(), kFolderBytes - kHashDigits - 1)) + "_" + hash;
}

}  // namespace inventory
