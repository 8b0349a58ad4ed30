#pragma once

#include <string>
#include <string_view>

namespace inventory {

/// A package's key in pnpm-lock.yaml, taken apart: "/@s/a/1.0.0_b@2.0.0" (version 5),
/// "/@s/a@1.0.0(b@2.0.0)" (6), "@s/a@1.0.0(b@2.0.0)" (9), "a@file:../a.tgz", "host/a/1.0.0".
struct PnpmKey {
  std::string_view name;        ///< empty when the key is an address without one
  std::string_view version;     ///< or what stands in its place: an address, "link:..."
  std::string_view peers;       ///< what follows: the peers it was set up with, a patch's hash
  std::string_view patch_hash;  ///< of "(patch_hash=...)"
};
[[nodiscard]] PnpmKey ReadPnpmKey(std::string_view key, int lockfile_version);

/// The key without peers and patch: where version 9 keeps what all its uses have in common.
[[nodiscard]] std::string_view WithoutPeers(std::string_view key);

/// The key that `version`, as a dependency on `name` has it, stands for.
[[nodiscard]] std::string KeyOfPnpmReference(std::string_view name, std::string_view version,
                                             int lockfile_version);

/// The folder below node_modules/.pnpm that pnpm puts a key's package in (as pnpm 10 and later name
/// it when the key is long or has capitals).
[[nodiscard]] std::string PnpmFolder(std::string_view key, int lockfile_version);

}  // namespace inventory
