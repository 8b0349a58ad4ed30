#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/inventory.h"

namespace inventory {

enum class YarnProtocol : std::uint8_t { kNpm, kWorkspace, kGit, kTarball, kFolder, kOther };
[[nodiscard]] Origin OriginOfYarn(YarnProtocol protocol);

/// What yarn 2 and later call a locator: "name@npm:1.0.0", "name@workspace:packages/a",
/// "name@patch:name@npm%3A1.0.0#~/.yarn/patches/a.patch::version=1.0.0&hash=abc", an address of a
/// tarball or of a git repository, "virtual:hash#npm:1.0.0".
struct YarnLocator {
  std::string text;  ///< as it was given
  std::string name;
  std::string reference;  ///< what follows the protocol, without parameters; of a patched package,
                          ///< that of the package which it is made of
  YarnProtocol protocol = YarnProtocol::kOther;
  std::string address;  ///< where the bytes come from; empty for the registry's usual place
  std::string patch;    ///< the patch's file, or "builtin" when yarn brings it
  std::string patched;  ///< the locator of the package that is patched
};
[[nodiscard]] std::optional<YarnLocator> ReadYarnLocator(std::string_view text);

/// "a@npm:^1, a@npm:^2" as a list.
[[nodiscard]] std::vector<std::string_view> YarnDescriptors(std::string_view key);
/// "@s/a@npm:^1" gives "@s/a".
[[nodiscard]] std::string_view NameOfYarnDescriptor(std::string_view descriptor);
/// Whether a range begins with a protocol, or is an address.
[[nodiscard]] bool HasYarnProtocol(std::string_view range);
/// "^1" as "npm:^1"; a range with a protocol, or an address, as it is.
[[nodiscard]] std::string WithYarnProtocol(std::string_view range);
/// As it stands in a parameter: "@" and ":" and the like as %40 and %3A.
[[nodiscard]] std::string EncodeYarnLocator(std::string_view locator);
/// The way back; yarn's versions differ in what they escape.
[[nodiscard]] std::string DecodeYarnText(std::string_view text);

/// A key of `resolutions`.
struct YarnResolution {
  std::string name;
  std::string range;         ///< empty for any
  std::string parent;        ///< empty for any
  std::string parent_range;  ///< empty for any
};
[[nodiscard]] YarnResolution ReadYarnResolution(std::string_view key);

}  // namespace inventory
