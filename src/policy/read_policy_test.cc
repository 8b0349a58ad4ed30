#include "policy/read_policy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file_system.h"
#include "base/golden.h"
#include "base/limits.h"

namespace policy {

namespace {

const std::string kFolder = SALLYPORT_SOURCE_DIR "/tests/golden/policy";

std::string Read(const std::string& path) {
  auto bytes = DiskFileSystem().Read(path, limits::kTomlBytes);
  return bytes ? std::string(AsText(*bytes)) : "";
}

std::string Describe(const PolicyReading& reading) {
  std::string text;
  for (const Diagnostic& diagnostic : reading.diagnostics) {
    text += fmt::format("{} {}:{}:{}: {}\n", diagnostic.code, diagnostic.file,
                        diagnostic.position.line, diagnostic.position.column, diagnostic.message);
    if (!diagnostic.line_text.empty()) text += "  | " + diagnostic.line_text + "\n";
    if (!diagnostic.help.empty()) text += "  help: " + diagnostic.help + "\n";
  }
  text += reading.ok() ? "" : "not to be used\n";
  for (const SettingValue& value : reading.settings)
    text +=
        fmt::format("setting {} = {} ({})\n", InfoOf(value.setting).name, value.text, value.origin);
  for (const PolicyLine& line : reading.policy.lines)
    text += fmt::format("line {}:{} {} -- {}\n", line.origin.file, line.origin.line, line.text,
                        line.reason);
  for (const Suppression& item : reading.policy.suppressions)
    text += fmt::format("suppression {}:{} {} {} {} {} {} {}\n", item.origin.file, item.origin.line,
                        item.rule, item.purl, item.integrity.value_or("-"), item.owner,
                        item.expires ? FormatTime(*item.expires) : "-", item.reason);
  return text;
}

TEST(ReadPolicy, SaysWhatTheGoldenFilesSay) {
  const auto entries = DiskFileSystem().List(kFolder);
  ASSERT_TRUE(entries.has_value());
  std::size_t cases = 0;
  for (const FolderEntry& entry : *entries) {
    if (!entry.name.ends_with(".toml")) continue;
    ++cases;
    const std::string input = JoinPath(kFolder, entry.name);
    ExpectGolden(Describe(ReadPolicy(Read(input), entry.name)),
                 input.substr(0, input.size() - 4) + "txt");
  }
  EXPECT_GE(cases, 4U);
}

TEST(ReadPolicy, EveryCodeHasItsPage) {
  const std::string page = Read(SALLYPORT_SOURCE_DIR "/docs/diagnostics.md");
  for (int code = 1; code <= 7; ++code)
    EXPECT_NE(page.find(fmt::format("### P{:03}: ", code)), std::string::npos) << code;
}

TEST(ReadPolicy, AnEmptyFileIsTheBuiltInPolicy) {
  const PolicyReading reading = ReadPolicy("", "sallyport.toml");
  EXPECT_TRUE(reading.ok());
  EXPECT_EQ(reading.policy.lines, BuiltInPolicy().lines);
  EXPECT_EQ(BuiltInPolicy().lines.back().text, "allow: everything");
}

TEST(ReadPolicy, StopsAtTheLimitOfItsFormat) {
  const PolicyReading reading =
      ReadPolicy(std::string(limits::kTomlBytes + 1, '\n'), "sallyport.toml");
  ASSERT_EQ(reading.diagnostics.size(), 1U);
  EXPECT_EQ(reading.diagnostics[0].code, "P001");
  EXPECT_FALSE(reading.ok());
}

}  // namespace

}  // namespace policy
