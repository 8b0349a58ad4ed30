#include "intel/read_osv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "base/file_system.h"
#include "base/limits.h"
#include "intel/intel_limits.h"

namespace intel {
namespace {

constexpr std::string_view kRecord = R"json({
  "schema_version": "1.7.0", "id": "MAL-2026-1", "modified": "2026-06-20T10:00:00Z",
  "published": "2026-06-17T03:00:00Z", "aliases": ["GHSA-aaaa-bbbb-cccc", "GHSA-aaaa-bbbb-cccc"],
  "upstream": ["CVE-2026-1"], "summary": "Malicious code in sample (npm)",
  "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
  "affected": [
    {"package": {"ecosystem": "npm", "name": "sample", "purl": "pkg:npm/sample"},
     "versions": ["1.0.1", "1.0.0"],
     "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.0.2"}]}],
     "database_specific": {"cwes": [{"cweId": "CWE-506"}]}},
    {"package": {"ecosystem": "PyPI", "name": "Sam.Ple__X"}, "versions": ["3"]},
    {"ranges": [{"type": "GIT", "repo": "https://git.example/Owner/Repo.git",
                 "events": [{"introduced": "0"}, {"fixed": "aabb"}]}]}
  ],
  "references": [{"type": "WEB", "url": "https://one.example/a"}, {"type": "WEB", "url": "no url"}],
  "database_specific": {
  "severity" : "HIGH",
               "malicious-packages-origins"
      : [ {"source" : "ghsa-malware"}, {"source" : "amazon-inspector"} ]
}
})json";

TEST(ReadOsv, TakesWhatMatchingAndReportsNeed) {
  const auto reading = ReadOsv(kRecord, "osv");
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  EXPECT_TRUE(reading->remarks.empty());
  const Advisory& advisory = reading->advisory;
  EXPECT_EQ(advisory.id, "MAL-2026-1");
  EXPECT_TRUE(advisory.malware);
  EXPECT_EQ(advisory.aliases, std::vector<std::string>{"GHSA-aaaa-bbbb-cccc"});
  EXPECT_EQ(advisory.sources, (std::vector<std::string>{"amazon-inspector", "ghsa-malware"}));
  EXPECT_EQ(advisory.cwes, std::vector<std::string>{"CWE-506"});
  EXPECT_EQ(advisory.rating, Rating::kHigh);
  EXPECT_EQ(advisory.references, std::vector<std::string>{"https://one.example/a"});
  ASSERT_EQ(advisory.affected.size(), 3U);
  EXPECT_EQ(advisory.affected[0].ecosystem, "GIT");
  EXPECT_EQ(advisory.affected[0].name, "git.example/owner/repo");
  EXPECT_EQ(advisory.affected[1].name, "sam-ple-x");
  EXPECT_EQ(advisory.affected[2].versions, (std::vector<std::string>{"1.0.0", "1.0.1"}));
}

TEST(ReadOsv, KeepsWhatCanBeReadAndRemarksOnTheRest) {
  const auto reading = ReadOsv(R"({"id": "X-1", "aliases": ["bad id", 7, "CVE-1"],
    "affected": [{"package": {"ecosystem": "npm", "name": "a"},
                  "ranges": [{"type": "WAT"}, {"type": "SEMVER", "events": [{"fixed": "2"}]}]},
                 {"versions": ["1"]}],
    "severity": {}, "withdrawn": "not a time"})",
                               "osv");
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(reading->advisory.aliases, std::vector<std::string>{"CVE-1"});
  EXPECT_EQ(reading->advisory.affected.size(), 1U);
  EXPECT_NE(reading->advisory.withdrawn, 0) << "withdrawn is withdrawn, whatever its time says";
  EXPECT_EQ(reading->remarks.size(), 7U);
}

TEST(ReadOsv, RefusesWhatHasNoId) {
  for (const char* text :
       {"", "[]", "{}", R"({"id": ""})", R"({"id": "a b"})", R"({"id": 3})", R"({"id": "-x"})"}) {
    EXPECT_FALSE(ReadOsv(text, "osv").has_value()) << text;
  }
  EXPECT_FALSE(IsAdvisoryId(std::string(limits::kAdvisoryIdBytes + 1, 'a')));
  EXPECT_TRUE(IsAdvisoryId("openSUSE-SU-2020:0406-1"));
}

TEST(ReadOsv, BoundsListsAndTexts) {
  std::string versions;
  for (std::size_t i = 0; i <= limits::kAdvisoryItems; ++i)
    versions += (i == 0 ? "\"v" : ",\"v") + std::to_string(i) + "\"";
  std::string links;
  for (std::size_t i = 0; i < 50; ++i)
    links += (i == 0 ? "" : ",") + std::string(R"({"url":"https://x.example/)") +
             std::to_string(i) + "\"}";
  const auto reading = ReadOsv(
      R"({"id":"X-1","summary":")" + std::string(5000, 's') + R"(","references":[)" + links +
          R"(],"affected":[{"package":{"ecosystem":"npm","name":"a"},"versions":[)" + versions +
          "]}]}",
      "osv");
  ASSERT_TRUE(reading.has_value());
  EXPECT_EQ(reading->advisory.summary.size(), limits::kAdvisoryTextCodePoints);
  EXPECT_EQ(reading->advisory.references.size(), limits::kAdvisoryReferences);
  EXPECT_EQ(reading->advisory.affected[0].versions.size(), limits::kAdvisoryItems);
  EXPECT_EQ(reading->remarks.size(), 1U);
}

/// How many of `names` a record keeps that calls them vulnerable, and how often it remarks on that.
std::pair<std::size_t, std::size_t> Functions(const std::vector<std::string>& names) {
  const auto reading = ReadOsv(
      fmt::format(
          R"({{"id":"X-1","affected":[{{"package":{{"ecosystem":"npm","name":"a"}},)"
          R"("versions":["1.0.0"],"ecosystem_specific":{{"affected_functions":["{}"]}}}}]}})",
          fmt::join(names, R"(",")")),
      "osv");
  EXPECT_TRUE(reading.has_value());
  return {reading->advisory.affected.at(0).functions.size(), reading->remarks.size()};
}

TEST(ReadOsv, KeepsAllThatIsCalledVulnerableOrNothing) {
  using Kept = std::pair<std::size_t, std::size_t>;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < limits::kAdvisoryFunctions; ++i)
    names.push_back(fmt::format("f{}", i));
  EXPECT_EQ(Functions(names), Kept(limits::kAdvisoryFunctions, 0));
  names.emplace_back("one-more");
  EXPECT_EQ(Functions(names), Kept(0, 1));
  EXPECT_EQ(Functions({"f", std::string(limits::kAdvisoryFunctionBytes, 'g')}), Kept(2, 0));
  EXPECT_EQ(Functions({"f", std::string(limits::kAdvisoryFunctionBytes + 1, 'g')}), Kept(0, 1));
  EXPECT_EQ(Functions({"f", ""}), Kept(0, 1));
}

TEST(ReadOsv, NamesRepositoriesOneWay) {
  for (const char* url : {"https://host.example/o/r", "git+https://u:p@Host.example/O/r.git",
                          "ssh://git@host.example/o/r.git/", "git@host.example:o/r.git",
                          "https://host.example/o/r#main", "git://host.example/o/r?x=1"}) {
    EXPECT_EQ(NormaliseRepository(url), "host.example/o/r") << url;
  }
  EXPECT_EQ(NormaliseRepository("ssh://git@host.example:2222/o/r"), "host.example:2222/o/r");
}

// The samples of the schema's own repository, unpacked by tests/intel/osv_samples.
TEST(ReadOsv, ReadsEverySampleOfTheSchema) {
  const char* const folder = std::getenv("SALLYPORT_OSV_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "tests/intel/osv_samples runs this with the samples";
  DiskFileSystem files;
  std::size_t read = 0;
  const auto entries = files.List(folder);
  ASSERT_TRUE(entries.has_value());
  for (const FolderEntry& entry : *entries) {
    const auto bytes = files.Read(JoinPath(folder, entry.name), limits::kAdvisoryBytes);
    ASSERT_TRUE(bytes.has_value());
    const auto reading = ReadOsv(AsText(*bytes), "osv");
    ASSERT_TRUE(reading.has_value()) << entry.name << ": " << reading.error().message;
    // Of the schema's samples only those made to be wrong have remarks.
    const bool made_wrong = entry.name.find("nointroduced") != std::string::npos ||
                            entry.name.find("nopackage") != std::string::npos ||
                            entry.name.find("nondistinct") != std::string::npos;
    if (!made_wrong) {
      EXPECT_TRUE(reading->remarks.empty()) << entry.name << ": " << reading->remarks.front();
    }
    ++read;
  }
  EXPECT_GE(read, 20U);
}

}  // namespace
}  // namespace intel
