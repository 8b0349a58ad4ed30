#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/file_system.h"

/// For tests only: `actual` must be the whole content of the golden file `path` (below the source
/// folder). With UPDATE_GOLDEN=1 in the environment the file is written instead, and the change
/// shows in the diff.
inline void ExpectGolden(std::string_view actual, std::string_view path) {
  const std::string file = JoinPath(SALLYPORT_SOURCE_DIR, path);
  DiskFileSystem disk;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(disk.WriteAtomically(file, AsBytes(actual)).has_value()) << file;
    return;
  }
  const auto expected = disk.Read(file, 64U << 20U);
  ASSERT_TRUE(expected.has_value())
      << path << " is missing: run the test with UPDATE_GOLDEN=1 and look at what it writes";
  EXPECT_EQ(AsText(*expected), actual) << path << ": UPDATE_GOLDEN=1 rewrites it";
}
