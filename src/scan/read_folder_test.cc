#include "scan/read_folder.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace scan {
namespace {

std::vector<std::string> PathsOf(const Contents& contents) {
  std::vector<std::string> paths;
  for (const ContentFile& file : contents.files) paths.push_back(file.path);
  return paths;
}

TEST(ReadFolder, TakesWhatATarballWouldHold) {
  FakeFileSystem files;
  files.Add("/p/package.json", "{}");
  files.Add("/p/lib/deep/a.js", "1");
  files.Add("/p/node_modules/other/index.js", "no");
  files.Add("/p/.git/config", "no");
  files.Add("/p/lib/.hidden", "yes");
  const auto found = ReadFolder(files, "/p");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(PathsOf(found->contents),
            (std::vector<std::string>{"lib/.hidden", "lib/deep/a.js", "package.json"}));
  EXPECT_EQ(found->contents.unpacked_bytes, 6U);
  EXPECT_FALSE(found->contents.incomplete);
}

TEST(ReadFolder, NeverFollowsALink) {
  FakeFileSystem files;
  files.Add("/secret/key", "k");
  files.Add("/p/a.js", "1");
  files.AddLink("/p/inside", "a.js");
  files.AddLink("/p/outside", "../secret/key");
  files.AddLink("/p/absolute", "/secret/key");
  files.AddLink("/p/loop", "loop");
  const auto found = ReadFolder(files, "/p");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(PathsOf(found->contents), std::vector<std::string>{"a.js"});
  std::vector<std::string> remarks;
  for (const ArchiveRemark& remark : found->contents.remarks)
    remarks.push_back(std::string(NameOf(remark.oddity)) + " " + remark.path.ForEscaping());
  EXPECT_EQ(remarks, (std::vector<std::string>{"link-escape absolute", "link-escape outside",
                                               "link inside", "link loop"}));
}

TEST(ReadFolder, SaysWhatIsTooDeep) {
  FakeFileSystem files;
  std::string deep = "/p";
  for (std::size_t i = 0; i < limits::kFolderDepth + 5; ++i) deep += "/d";
  files.Add(deep + "/a.js", "1");
  files.Add("/p/b.js", "2");
  const auto found = ReadFolder(files, "/p");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(PathsOf(found->contents), std::vector<std::string>{"b.js"});
  EXPECT_TRUE(found->contents.incomplete);
  ASSERT_EQ(found->unread.size(), 1U);
  EXPECT_NE(found->unread[0].reason.find("deep"), std::string::npos);
}

TEST(ReadFolder, AMissingFolderIsAnError) {
  FakeFileSystem files;
  EXPECT_FALSE(ReadFolder(files, "/none").has_value());
  EXPECT_FALSE(ReadSingleFile(files, "/none.js").has_value());
}

}  // namespace
}  // namespace scan
