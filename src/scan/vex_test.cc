#include "scan/vex.h"

#include <gtest/gtest.h>

#include "intel/intel_limits.h"

namespace scan {
namespace {

constexpr const char* kOpenVex = R"({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:x",
  "author": "Team", "timestamp": "2026-01-01T00:00:00Z", "version": 1, "statements": [
  {"vulnerability": {"name": "CVE-2026-1"}, "products": [{"@id": "pkg:npm/a@1.0.0"}],
   "status": "not_affected", "justification": "component_not_present"}]})";

TEST(ReadVexFiles, TakesNoMoreDocumentsThanTheLimit) {
  FakeFileSystem files;
  files.Add("/a.json", kOpenVex);
  std::vector<std::string> paths(limits::kVexDocuments, "/a.json");
  const auto read = ReadVexFiles(files, paths);
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(read->documents.size(), limits::kVexDocuments);
  paths.emplace_back("/a.json");
  const auto refused = ReadVexFiles(files, paths);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "there are 65 VEX documents, more than the limit of 64");
}

}  // namespace
}  // namespace scan
