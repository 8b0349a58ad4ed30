#include "model/pick_version.h"

#include <gtest/gtest.h>

namespace {

Packument Make() {
  Packument packument;
  for (const char* version : {"1.0.0", "1.2.0", "1.3.0", "2.0.0", "2.1.0-rc.1", "3.0.0"}) {
    Manifest manifest;
    manifest.version = version;
    packument.versions.push_back(manifest);
  }
  packument.versions[2].deprecated = Untrusted("broken");
  packument.dist_tags = {{"latest", "2.0.0"}, {"next", "2.1.0-rc.1"}};
  return packument;
}

TEST(PickVersion, TakesWhatNpmTakes) {
  const Packument packument = Make();
  struct Row {
    const char* wanted;
    std::optional<std::string> picked;
  };
  const Row rows[] = {
      {"latest", "2.0.0"}, {"next", "2.1.0-rc.1"}, {"1.0.0", "1.0.0"},
      {"^1.0.0", "1.2.0"},  // 1.3.0 is deprecated
      {"1.3.0", "1.3.0"},  {"1.3.x", "1.3.0"},     {"*", "2.0.0"},
      {">=1", "2.0.0"},  // latest, not 3.0.0
      {"^3", "3.0.0"},     {"^4", std::nullopt},   {"no-such-tag", std::nullopt},
  };
  for (const Row& row : rows)
    EXPECT_EQ(PickVersion(packument, row.wanted), row.picked) << row.wanted;
}

}  // namespace
