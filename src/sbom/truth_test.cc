// What a document says, held against a tarball; and the BSI profile, written and judged.

#include "sbom/truth.h"

#include <gtest/gtest.h>

#include <set>

#include "sbom/from_inventory.h"
#include "sbom/sample_inventory.h"

namespace {

using sbom::Bom;

Bom Read(std::string_view components) {
  const std::string text = R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[)" +
                           std::string(components) + "]}";
  return sbom::ToBom(*sbom::ReadDocument(AsBytes(text)));
}

sbom::TarballTruth Truth() {
  return {.name = "@s/a",
          .version = "1.0.0",
          .license = "(MIT OR Apache-2.0)",
          .hashes = {{"SHA-1", std::string(40, 'a')}, {"SHA-512", std::string(128, 'b')}},
          .bundled = {"b@2.0.0"}};
}

std::multiset<std::string> Shown(const std::vector<sbom::Untruth>& untruths) {
  std::multiset<std::string> lines;
  for (const sbom::Untruth& one : untruths) {
    lines.insert(std::string(sbom::NameOf(one.kind)) + " " + std::string(one.subject.View()) +
                 ": " + std::string(one.said.View()) + ", not " + std::string(one.found.View()));
  }
  return lines;
}

constexpr std::string_view kBundled = R"({"type":"library","name":"b","version":"2.0.0"})";

TEST(TarballTruth, FindsNothingWhereAllIsSo) {
  const Bom bom = Read(
      R"({"type":"library","group":"@s","name":"a","version":"1.0.0","hashes":[{"alg":"SHA-1","content":")" +
      std::string(40, 'A') + R"("}],"licenses":[{"expression":"MIT OR Apache-2.0"}]},)" +
      std::string(kBundled));
  EXPECT_EQ(Shown(sbom::CompareWithTarball(bom, Truth())), (std::multiset<std::string>{}));
}

TEST(TarballTruth, FindsWrongHashLicenceAndWhatIsMissing) {
  const Bom bom = Read(
      R"({"type":"library","group":"@s","name":"a","version":"1.0.0","hashes":[{"alg":"SHA-1","content":"00"}],)"
      R"("licenses":[{"license":{"id":"MIT"}}]})");
  EXPECT_EQ(Shown(sbom::CompareWithTarball(bom, Truth())),
            (std::multiset<std::string>{
                "wrong-hash @s/a@1.0.0: SHA-1:00, not SHA-1:" + std::string(40, 'a'),
                "wrong-license @s/a@1.0.0: MIT, not (MIT OR Apache-2.0)",
                "missing b@2.0.0: , not @s/a@1.0.0"}));
}

TEST(TarballTruth, FindsAnotherVersionAndNoneAtAll) {
  const Bom other =
      Read(R"({"type":"library","name":"@s/a","version":"0.9.0"},)" + std::string(kBundled));
  EXPECT_EQ(Shown(sbom::CompareWithTarball(other, Truth())),
            (std::multiset<std::string>{"wrong-version @s/a@1.0.0: 0.9.0, not 1.0.0"}));
  EXPECT_EQ(Shown(sbom::CompareWithTarball(Read(kBundled), Truth())),
            (std::multiset<std::string>{"missing @s/a@1.0.0: , not 1.0.0"}));
}

/// Every field of BSI TR-03183-2 that the lockfile and the installed manifests tell is there; what
/// nobody has said stays open, and nothing else does.
TEST(BsiProfile, MeetsAllThatIsKnown) {
  const Inventory inventory = SampleInventory();
  sbom::GenerateOptions options{.timestamp = "2026-06-17T01:12:00Z",
                                .tool_version = "1.0.0",
                                .profile = sbom::GenerateOptions::Profile::kBsi,
                                .creator = "Example GmbH",
                                .creator_email = "sbom@example.example"};
  options.details.resize(inventory.packages.size());
  for (sbom::PackageDetails& details : options.details) {
    details.license = "MIT";
    details.repository = "https://git.example/a";
    details.author = "A";
    details.author_email = "a@a.example";
  }
  const Bom bom = sbom::FromInventory(inventory, options);
  for (const auto format : {sbom::Format::kCycloneDxJson, sbom::Format::kCycloneDxXml,
                            sbom::Format::kCycloneDxProtobuf, sbom::Format::kSpdx3Json}) {
    SCOPED_TRACE(sbom::NameOf(format));
    sbom::Losses losses;
    const std::string text = sbom::Write(bom, {.format = format}, losses);
    const auto document = sbom::ReadDocument(AsBytes(text));
    ASSERT_TRUE(document.has_value());
    std::set<std::string> open;
    for (const sbom::FieldScore& field : sbom::ScoreBom(sbom::ToBom(*document), *document).fields) {
      if (field.profile == sbom::Profile::kBsi && !field.Met())
        open.insert(field.field + ": " + field.missing);
    }
    // What nobody can understand is nobody's conclusion.
    EXPECT_EQ(open, (std::set<std::string>{"distribution licences (concluded): d@1.0.0"}));
  }
}

}  // namespace
