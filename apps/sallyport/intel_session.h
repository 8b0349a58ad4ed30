#pragma once

#include <memory>
#include <vector>

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/file_system.h"
#include "intel/match.h"
#include "intel/shelf.h"
#include "policy/settings.h"

/// Where packs are, and whom they are believed from, as the settings say.
[[nodiscard]] intel::Shelf ShelfOf(const policy::Settings& settings);

/// What is known, opened: the built-in incident records, and the pack in force when there is one.
struct IntelSession {
  std::vector<std::unique_ptr<const intel::Pack>> packs;  ///< do not move
  intel::Intelligence intelligence;                       ///< points into `packs`
  Diagnostics diagnostics;  ///< a pack that is stale, or cannot be used
};

/// Never fails: without a usable pack the built-in records remain, and a diagnostic says so.
[[nodiscard]] IntelSession OpenIntel(const FileSystem& files, const Clock& clock,
                                     const policy::Settings& settings);
