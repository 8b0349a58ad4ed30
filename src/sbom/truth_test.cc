// What a document says, held against a tarball; and the BSI profile, written and judged.

#include "sbom/truth.h"

#include <gtest/gtest.h>

#include <algorithm>
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

TEST(TarballTruth, LooksAtEveryHashAndAtBundledVersions) {
  const Bom bom = Read(
      R"({"type":"library","group":"@s","name":"a","version":"1.0.0","externalReferences":[)"
      R"({"type":"distribution","url":"https://registry.example/a.tgz","hashes":[{"alg":"SHA-1","content":"00"}]},)"
      R"({"type":"website","url":"https://a.example","hashes":[{"alg":"SHA-1","content":"11"}]}]},)"
      R"({"type":"library","name":"b","version":"2.0.1"})");
  EXPECT_EQ(Shown(sbom::CompareWithTarball(bom, Truth())),
            (std::multiset<std::string>{
                "wrong-hash @s/a@1.0.0: SHA-1:00, not SHA-1:" + std::string(40, 'a'),
                "wrong-version b@2.0.0: 2.0.1, not 2.0.0"}));
}

/// One change of a true document each, and what is said of it.
class LockfileTruth : public testing::Test {
 protected:
  Inventory truth_ = SampleInventory();
  Bom bom_ = sbom::FromInventory(truth_, {});

  std::size_t At(std::string_view name) const {
    std::size_t at = 0;
    while (at < bom_.components.size() && bom_.components[at].FullName() != name) ++at;
    return at;
  }
  sbom::Component& Component(std::string_view name) { return bom_.components[At(name)]; }
  std::multiset<std::string> Told() const { return Shown(sbom::CompareWithTruth(bom_, truth_)); }
};

TEST_F(LockfileTruth, HasNothingToSayOfATrueDocument) {
  ASSERT_LT(At("a"), bom_.components.size());
  EXPECT_EQ(Told(), (std::multiset<std::string>{}));
}

TEST_F(LockfileTruth, FindsAVersionBesideTheRightOne) {
  sbom::Component other = Component("a");
  other.ref = sbom::kNoRef;
  other.version = "0.1.0";
  bom_.components.push_back(other);
  EXPECT_EQ(Told(), (std::multiset<std::string>{"invented a@0.1.0: 0.1.0, not "}));
}

TEST_F(LockfileTruth, TakesEachStrangeVersionForOneOnly) {
  sbom::Component other = Component("a");
  other.ref = sbom::kNoRef;
  Component("a").version = "8.0.0";
  other.version = "9.0.0";
  bom_.components.push_back(other);
  const auto told = Told();
  EXPECT_TRUE(told.contains("wrong-version a@1.0.0: 8.0.0, not 1.0.0"));
  EXPECT_TRUE(told.contains("invented a@9.0.0: 9.0.0, not "));
}

TEST_F(LockfileTruth, FindsTheHashOfADistribution) {
  sbom::Component& component = Component("a");
  ASSERT_FALSE(component.hashes.empty());
  sbom::HashValue hash = component.hashes[0];
  hash.content[0] = hash.content[0] == '0' ? '1' : '0';
  component.hashes.clear();
  component.references = {{.type = "distribution", .url = "https://a.example", .hashes = {hash}}};
  const auto told = Told();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told.begin()->starts_with("wrong-hash a@1.0.0: SHA-512:")) << *told.begin();
}

TEST_F(LockfileTruth, FindsEdgesMissingAndInventedTheProjectsToo) {
  const sbom::RefId project = bom_.components[*bom_.root].ref;
  const auto of_project = std::find_if(bom_.edges.begin(), bom_.edges.end(),
                                       [&](const sbom::Edge& e) { return e.from == project; });
  ASSERT_NE(of_project, bom_.edges.end());
  bom_.edges.erase(of_project);
  // Nothing leads from a package to itself.
  bom_.edges.push_back({Component("a").ref, Component("a").ref});
  const auto told = Told();
  EXPECT_EQ(told.size(), 2U);
  EXPECT_TRUE(told.contains("invented-edge a@1.0.0: a@1.0.0, not "));
  EXPECT_EQ(std::count_if(told.begin(), told.end(),
                          [](const std::string& one) {
                            return one.starts_with("missing-edge the project: , not ");
                          }),
            1);
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
