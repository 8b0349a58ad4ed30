#pragma once

#include <string>
#include <vector>

#include "model/inventory.h"
#include "model/platform.h"
#include "registry/npmrc.h"

namespace scan {

/// This platform, or what npm's settings `os`, `cpu` and `libc` put in its place.
[[nodiscard]] Platform PlatformOf(const registry::Npmrc& npmrc);

/// By package: why an install on `here` leaves it out, in our words; empty where it does not. npm
/// leaves out an optional package that is made for another platform, and with it what only such
/// packages want.
[[nodiscard]] std::vector<std::string> LeftOutOn(const Platform& here, const Inventory& inventory);

}  // namespace scan
