// Holds the reader to inputs that no npm wrote: tests/inventory/hostile/README.md says what each
// must bring.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "formats/json.h"
#include "inventory/read.h"

namespace {

using formats::json::Object;
using formats::json::Value;

constexpr std::string_view kCases = SALLYPORT_SOURCE_DIR "/tests/inventory/hostile/";

std::vector<std::string> Cases() {
  const DiskFileSystem files;
  std::vector<std::string> names;
  if (const auto entries = files.List(std::string(kCases))) {
    for (const FolderEntry& entry : *entries) {
      if (entry.type == FileType::kFolder) names.push_back(entry.name);
    }
  }
  return names;
}

/// Everything an inventory could ever show.
std::string AllText(const Inventory& inventory) {
  std::string text;
  for (const Package& p : inventory.packages) {
    text += fmt::format("{} {} {} {} {}\n", p.path, p.version, p.resolved.View(), p.license.View(),
                        p.deprecated.View());
  }
  for (const Dependency& d : inventory.dependencies)
    text += fmt::format("{} {}\n", d.name, d.range.View());
  for (const LockRemark& r : inventory.remarks)
    text += fmt::format("{} {}\n", r.name.View(), r.detail.View());
  for (const Diagnostic& d : inventory.diagnostics) {
    text += fmt::format("{} {} {} {}\n", d.file, d.message, d.help, d.line_text);
  }
  return text;
}

class Hostile : public testing::TestWithParam<std::string> {};

TEST_P(Hostile, IsToldOf) {
  const std::string folder = std::string(kCases) + GetParam();
  const DiskFileSystem files;
  const auto bytes = files.Read(folder + "/expect.json", limits::kJsonBytes);
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  const auto document = formats::ParseJson(Bytes(*bytes));
  ASSERT_TRUE(document.has_value()) << document.error().message;
  const Object expect = document->root().Members();

  const auto inventory = inventory::Read(files, folder);
  ASSERT_TRUE(inventory.has_value()) << inventory.error().message;

  std::set<std::string, std::less<>> codes;
  std::string said;
  for (const Diagnostic& d : inventory->diagnostics) {
    codes.insert(d.code);
    said += fmt::format("  {} line {}: {}\n", d.code, d.position.line, d.message);
    EXPECT_TRUE(
        std::none_of(d.message.begin(), d.message.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
        << "a message with control bytes: " << d.message;
  }
  for (const Value& code : expect.ElementsOf("codes")) {
    EXPECT_TRUE(codes.contains(*code.AsString())) << *code.AsString() << " was not said; only\n"
                                                  << said;
  }
  if (expect.FindBool("silent").value_or(false)) {
    EXPECT_EQ(said, "");
  }

  if (expect.Find("nodes") != nullptr) {
    std::vector<std::string> wanted;
    for (const Value& path : expect.ElementsOf("nodes")) wanted.emplace_back(*path.AsString());
    std::vector<std::string> paths;
    for (const Package& package : inventory->packages) paths.push_back(package.path);
    std::sort(wanted.begin(), wanted.end());
    EXPECT_EQ(paths, wanted);
  }

  std::set<std::string_view> remarks;
  for (const LockRemark& remark : inventory->remarks) remarks.insert(NameOf(remark.kind));
  for (const Value& remark : expect.ElementsOf("remarks")) {
    EXPECT_TRUE(remarks.contains(*remark.AsString())) << "no remark " << *remark.AsString();
  }
  for (const Value& secret : expect.ElementsOf("secrets")) {
    EXPECT_EQ(AllText(*inventory).find(*secret.AsString()), std::string::npos)
        << *secret.AsString() << " is shown";
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Hostile, testing::ValuesIn(Cases()), [](const auto& test) {
  std::string name = test.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace

TEST(HostileCases, AreAll) {
  EXPECT_GE(Cases().size(), 54U);
}
