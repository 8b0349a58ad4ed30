#include "policy/settings.h"

#include <gtest/gtest.h>

#include "base/file_system.h"
#include "base/text.h"

namespace policy {

namespace {

TEST(Settings, DefaultsFitTheirTypes) {
  Settings settings;
  for (std::size_t i = 0; i < AllSettings().size(); ++i) {
    const auto setting = static_cast<Setting>(i);
    EXPECT_EQ(FindSetting(InfoOf(setting).name), setting);
    EXPECT_EQ(settings.Origin(setting), "default");
    EXPECT_TRUE(settings.Set({setting, std::string(InfoOf(setting).default_text), "x"}).has_value())
        << InfoOf(setting).name;
  }
  EXPECT_EQ(FindSetting("fail_on"), std::nullopt);
}

TEST(Settings, HaveARowInTheDocumentation) {
  const auto bytes = DiskFileSystem().Read(SALLYPORT_SOURCE_DIR "/docs/policy.md", 1U << 20U);
  ASSERT_TRUE(bytes.has_value());
  const std::string_view page = AsText(*bytes);
  for (const SettingInfo& info : AllSettings()) {
    std::string row = "| `" + std::string(info.name) + "` |";
    if (!info.default_text.empty()) row += " " + std::string(info.default_text);
    row += " | " + std::string(info.meaning);
    if (!info.choices.empty()) row += ": " + ReplaceAll(std::string(info.choices), "|", ", ");
    EXPECT_NE(page.find(row + " |"), std::string_view::npos) << row;
  }
}

TEST(Settings, TheLaterLayerWins) {
  const std::vector<SettingValue> file = {{Setting::kJobs, "2", "sallyport.toml:1"},
                                          {Setting::kFailOn, "warn", "sallyport.toml:2"},
                                          {Setting::kOffline, "true", "sallyport.toml:3"}};
  const std::vector<EnvironmentVariable> environment = {{"SALLYPORT_JOBS", "3"},
                                                        {"SALLYPORT_FAIL_ON", "block"},
                                                        {"HOME", "/"},
                                                        {"SALLYPORT_STRICT", ""}};
  const std::vector<SettingValue> flags = {{Setting::kJobs, "4", "--jobs"}};
  const ResolvedSettings resolved = ResolveSettings(file, environment, flags);
  const Settings& settings = resolved.settings;
  EXPECT_TRUE(resolved.diagnostics.empty());
  EXPECT_EQ(settings.Number(Setting::kJobs), 4U);
  EXPECT_EQ(settings.Origin(Setting::kJobs), "--jobs");
  EXPECT_EQ(settings.Text(Setting::kFailOn), "block");
  EXPECT_EQ(settings.Origin(Setting::kFailOn), "environment SALLYPORT_FAIL_ON");
  EXPECT_TRUE(settings.Flag(Setting::kOffline));
  EXPECT_EQ(settings.Origin(Setting::kOffline), "sallyport.toml:3");
  EXPECT_FALSE(settings.Flag(Setting::kStrict));
  EXPECT_EQ(settings.Origin(Setting::kStrict), "default");
}

TEST(Settings, SizesAreWrittenAsPeopleWriteThem) {
  EXPECT_EQ(ParseBytes("0"), 0U);
  EXPECT_EQ(ParseBytes("1500000"), 1'500'000U);
  EXPECT_EQ(ParseBytes("12 B"), 12U);
  EXPECT_EQ(ParseBytes("500 MB"), 500'000'000U);
  EXPECT_EQ(ParseBytes("2gb"), 2'000'000'000U);
  EXPECT_EQ(ParseBytes("3KiB"), 3072U);
  EXPECT_EQ(ParseBytes("1 TiB"), 1ULL << 40U);
  for (const std::string_view wrong :
       {"", "GB", "-1", "1.5 GB", "2 G", "2 GBB", "2 XB", "2 MB x", "18446744073709551616",
        "18446744073709551615 kB", "99999999999 TB"}) {
    EXPECT_EQ(ParseBytes(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(Settings().Bytes(Setting::kCacheSize), 2'000'000'000U);
  Settings settings;
  const auto set = settings.Set({Setting::kCacheSize, "much", "x"});
  ASSERT_FALSE(set.has_value());
  EXPECT_EQ(set.error().help, "it must be a size like 500 MB or 2 GB");
}

TEST(Settings, TellsWhatDoesNotFit) {
  const std::vector<EnvironmentVariable> environment = {{"SALLYPORT_JOBS", "many"},
                                                        {"SALLYPORT_JBOS", "1"}};
  const std::vector<SettingValue> flags = {{Setting::kFailOn, "never", "--fail-on"}};
  const ResolvedSettings resolved = ResolveSettings({}, environment, flags);
  ASSERT_EQ(resolved.diagnostics.size(), 3U);
  EXPECT_EQ(resolved.diagnostics[0].message,
            "the environment has `SALLYPORT_JBOS`, which no setting reads");
  EXPECT_EQ(resolved.diagnostics[0].help, "did you mean `SALLYPORT_JOBS`?");
  EXPECT_EQ(resolved.diagnostics[0].level, Diagnostic::Level::kWarning);
  EXPECT_EQ(resolved.diagnostics[1].message,
            "setting `jobs` is `many` (environment SALLYPORT_JOBS)");
  EXPECT_EQ(resolved.diagnostics[1].help, "it must be a number from 0 to 256");
  EXPECT_EQ(resolved.diagnostics[2].message, "setting `fail-on` is `never` (--fail-on)");
  EXPECT_EQ(resolved.diagnostics[2].help, "it must be one of block, warn");
  EXPECT_EQ(resolved.settings.Text(Setting::kFailOn), "block");
}

}  // namespace

}  // namespace policy
