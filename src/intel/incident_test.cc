#include "intel/incident.h"

#include <gtest/gtest.h>

#include <set>

#include "base/file_system.h"
#include "base/limits.h"
#include "intel/evaluate.h"

namespace intel {
namespace {

std::string Record(const std::string& more) {
  return "id: SLY-2026-x\ntitle: t\nsummary: s\npublished: 2026-06-17\nmodified: 2026-06-18\n"
         "ecosystem: npm\nsources:\n  - ref: https://one.example/a/b/c\n" +
         more;
}

std::string ErrorOf(const std::string& text) {
  const auto advisory = ReadIncident(text);
  return advisory ? "" : advisory.error().message;
}

TEST(Incident, BecomesAMalwareRecord) {
  const auto advisory = ReadIncident(Record(
      "packages: [\"@a/b@1.0.0\", \"@a/b@1.0.1\", c@2.0.0]\nnames: [own]\n"
      "hashes:\n  - of: c@2.0.0\n    sha256: " +
      std::string(64, 'a') + "\n  - of: a file\n    sha256: " + std::string(64, 'b') + "\n"));
  ASSERT_TRUE(advisory.has_value()) << advisory.error().message;
  EXPECT_TRUE(advisory->malware);
  EXPECT_EQ(advisory->sources, (std::vector<std::string>{"incident", "one.example/a/b"}));
  ASSERT_EQ(advisory->affected.size(), 3U);
  EXPECT_EQ(advisory->affected[0].versions, (std::vector<std::string>{"1.0.0", "1.0.1"}));
  EXPECT_EQ(advisory->affected[1].hashes.size(), 1U);
  EXPECT_TRUE(Evaluate(advisory->affected[2], "0.0.1").in_range);
}

TEST(Incident, IsReadStrictly) {
  EXPECT_EQ(ErrorOf(Record("colour: red\n")), "line 9: there is no key `colour`");
  EXPECT_EQ(ErrorOf(Record("packages: [nameonly]\n")), "line 9: `nameonly` is no name@version");
  EXPECT_EQ(ErrorOf(Record("packages: [\"../x@1\"]\n")), "line 9: `../x` is no package name");
  EXPECT_EQ(ErrorOf(Record("hashes:\n  - sha256: abc\n")),
            "line 10: `sha256` is 64 hexadecimal digits");
  EXPECT_EQ(ErrorOf(Record("indicators:\n  hosts: [evil.example]\n")),
            "line 10: an indicator is written defanged, like 192.0.2[.]1 and "
            "hxxps://host[.]example");
  EXPECT_EQ(ErrorOf(Record("window: {from: yesterday}\n")), "line 9: `from` is no time");
  EXPECT_EQ(ErrorOf("id: SLY-1\n"), "line 1: `title` is missing");
  EXPECT_FALSE(ErrorOf("- a\n").empty());
  EXPECT_FALSE(ErrorOf("a: [\n").empty());
  EXPECT_FALSE(ErrorOf(Record(std::string(limits::kIncidentBytes, '#'))).empty());
}

TEST(Incident, KnowsWhatIsDefanged) {
  EXPECT_TRUE(IsDefanged("192.0.2[.]1"));
  EXPECT_FALSE(IsDefanged("192.0.2.1"));
  EXPECT_TRUE(IsDefanged("192[.]0[.]2[.]1"));
  EXPECT_TRUE(IsDefanged("hxxps://host[.]example/a.b"));
  EXPECT_FALSE(IsDefanged("hxxps://host.example/a"));
  EXPECT_FALSE(IsDefanged("https://host[.]example/a"));
  EXPECT_TRUE(IsDefanged("who[@]mail[.]example"));
  EXPECT_FALSE(IsDefanged("who@mail[.]example"));
}

TEST(Incident, OfMastraNamesAll145) {
  DiskFileSystem files;
  const auto bytes = files.Read(SALLYPORT_SOURCE_DIR "/intel/incidents/2026-06-17-mastra.yaml",
                                limits::kIncidentBytes);
  ASSERT_TRUE(bytes.has_value());
  const auto advisory = ReadIncident(AsText(*bytes));
  ASSERT_TRUE(advisory.has_value()) << advisory.error().message;
  std::size_t pairs = 0;
  for (const Affected& affected : advisory->affected) pairs += affected.versions.size();
  EXPECT_EQ(pairs, 145U);
}

TEST(Incident, ThereAreAtLeastTwentyAndAllAreRead) {
  DiskFileSystem files;
  const std::string folder = SALLYPORT_SOURCE_DIR "/intel/incidents";
  const auto entries = files.List(folder);
  ASSERT_TRUE(entries.has_value());
  std::set<std::string> ids;
  for (const FolderEntry& entry : *entries) {
    const auto bytes = files.Read(JoinPath(folder, entry.name), limits::kIncidentBytes);
    ASSERT_TRUE(bytes.has_value());
    const auto advisory = ReadIncident(AsText(*bytes));
    ASSERT_TRUE(advisory.has_value()) << entry.name << ": " << advisory.error().message;
    EXPECT_FALSE(advisory->affected.empty()) << entry.name;
    EXPECT_TRUE(ids.insert(advisory->id).second) << "twice: " << advisory->id;
  }
  EXPECT_GE(ids.size(), 20U);
}

}  // namespace
}  // namespace intel
