#pragma once

#include "command_line.h"
#include "inventory/read.h"

/// Which projects of a folder are read, as the flags say.
[[nodiscard]] inline inventory::ReadOptions ReadOptionsFor(const Invocation& invocation) {
  using Below = inventory::ReadOptions::Below;
  return {.below = invocation.Has(FlagId::kRecursive) ? Below::kAll : Below::kWhenNothingHere};
}
