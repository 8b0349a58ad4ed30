#pragma once

#include <string>

#include "model/inventory.h"

/// What `os`, `cpu` and `libc` of a package are held against, in Node's words.
struct Platform {
  std::string os;    ///< "linux", "darwin", "win32"
  std::string cpu;   ///< "x64", "arm64"
  std::string libc;  ///< "glibc" or "musl"; empty where there is no such choice
  bool operator==(const Platform&) const = default;
};

/// The one that this program was built for.
[[nodiscard]] Platform ThisPlatform();

/// Whether an install on `here` takes a package made for `wanted`, as npm decides it: `any` alone
/// is any, no name after `!` may be ours, and if there are others one of them must be.
[[nodiscard]] bool Fits(const Platforms& wanted, const Platform& here);
