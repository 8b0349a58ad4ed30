#include <gtest/gtest.h>

#include "formats/json.h"
#include "intel/pack_writer.h"
#include "intel/usage.h"
#include "intel/vex/read_vex.h"
#include "intel/vex/write_vex.h"

namespace intel {
namespace {

Fact Record(const std::vector<std::pair<std::string, std::string>>& values) {
  Fact fact{.kind = FactKind::kIntelVulnerability};
  fact.values = {{.key = "package", .text = Untrusted("a")},
                 {.key = "version", .text = Untrusted("1.0.0")},
                 {.key = "id", .text = Untrusted("GHSA-1")},
                 {.key = "alias", .text = Untrusted("CVE-1")},
                 {.key = "severity", .text = Untrusted("high")},
                 {.key = "score", .text = Untrusted("7.5")},
                 {.key = "fixed", .text = Untrusted("1.0.2")}};
  for (const auto& [key, text] : values)
    fact.values.push_back({.key = key, .text = Untrusted(text)});
  return fact;
}

Inventory Project() {
  Inventory inventory;
  inventory.packages = {
      {.name = PackageName::Parse("app"), .version = "2.0.0", .origin = Origin::kRoot},
      {.name = PackageName::Parse("a"),
       .folder_name = "a",
       .version = "1.0.0",
       .path = "node_modules/a",
       .origin = Origin::kRegistry}};
  inventory.dependencies = {{.to = PackageIndex{1}, .name = "a", .range = Untrusted("^1.0.0")}};
  return inventory;
}

VexEntry Draft(const std::vector<std::pair<std::string, std::string>>& values,
               const Inventory& inventory,
               const std::optional<Deployment>& deployment = std::nullopt) {
  const auto entries = DraftVex({{PackageIndex{1}, {Record(values)}}}, inventory, deployment);
  EXPECT_EQ(entries.size(), 1U);
  return entries.at(0);
}

std::string Gist(const VexEntry& entry) {
  return std::string(NameOf(entry.stance)) + " " + entry.justification + " " + entry.code;
}

TEST(VexDraft, SaysNoMoreThanTheEvidence) {
  Inventory inventory = Project();
  EXPECT_EQ(Gist(Draft({{"imported", "no"}}, inventory)),
            "not_affected vulnerable_code_not_in_execute_path code_not_reachable");
  for (const char* open : {"through", "named", "unknown"})
    EXPECT_EQ(Gist(Draft({{"imported", open}}, inventory)), "under_investigation  ") << open;
  EXPECT_EQ(Gist(Draft({{"imported", "yes"}, {"referenced", "unknown"}}, inventory)),
            "under_investigation  ");
  EXPECT_EQ(
      Gist(Draft({{"imported", "yes"}, {"referenced", "no"}, {"function", "parse"}}, inventory)),
      "not_affected vulnerable_code_not_in_execute_path code_not_reachable");
  const VexEntry affected = Draft(
      {{"imported", "yes"}, {"referenced", "yes"}, {"function", "parse"}, {"update-to", "1.0.2"}},
      inventory);
  EXPECT_EQ(Gist(affected), "affected  ");
  EXPECT_EQ(affected.action, "update to 1.0.2, which is within the ranges that are asked for");
  inventory.packages[1].dev = true;
  EXPECT_EQ(Gist(Draft({{"imported", "yes"}, {"referenced", "yes"}}, inventory)),
            "not_affected component_not_present code_not_present");
}

TEST(VexDraft, AnotherPlatformOnlyWhereItIsKnownToRun) {
  Inventory inventory = Project();
  inventory.packages[1].optional = true;
  inventory.packages[1].platforms.os = {Untrusted("win32")};
  const auto linux = Deployment::Parse("linux-x64");
  EXPECT_EQ(Gist(Draft({{"platform", "os:win32"}}, inventory, linux)),
            "not_affected component_not_present requires_environment");
  EXPECT_EQ(Gist(Draft({{"platform", "os:win32"}}, inventory)), "under_investigation  ");
  EXPECT_EQ(Gist(Draft({{"platform", "os:win32"}}, inventory, Deployment::Parse("win32-x64"))),
            "under_investigation  ");
  inventory.packages[1].optional = false;
  EXPECT_EQ(Gist(Draft({{"platform", "os:win32"}}, inventory, linux)), "under_investigation  ")
      << "a required package that does not fit fails the install: nobody runs without it";
}

/// The project wants `tool` for development and `native` by choice; both want `a`.
Inventory ProjectOfDevelopmentAndChoice() {
  Inventory inventory = Project();
  for (const char* name : {"tool", "native"}) {
    inventory.packages.push_back({.name = PackageName::Parse(name),
                                  .folder_name = name,
                                  .version = "1.0.0",
                                  .path = std::string("node_modules/") + name,
                                  .origin = Origin::kRegistry});
  }
  inventory.packages[1].dev_optional = true;
  inventory.packages[2].dev = true;
  inventory.packages[3].optional = true;
  inventory.packages[3].platforms.os = {Untrusted("win32")};
  inventory.dependencies = {
      {.to = PackageIndex{2}, .name = "tool", .scope = DependencyScope::kDev},
      {.to = PackageIndex{3}, .name = "native", .scope = DependencyScope::kOptional},
      {.from = PackageIndex{2}, .to = PackageIndex{1}, .name = "a"},
      {.from = PackageIndex{3}, .to = PackageIndex{1}, .name = "a"}};
  return inventory;
}

TEST(VexDraft, DevelopmentAndChoiceTogetherShipItWhereTheChoiceIsInstalled) {
  Inventory inventory = ProjectOfDevelopmentAndChoice();
  const auto linux = Deployment::Parse("linux-x64");
  EXPECT_EQ(Gist(Draft({}, inventory)), "under_investigation  ") << "it may run on win32";
  EXPECT_EQ(Gist(Draft({}, inventory, Deployment::Parse("win32"))), "under_investigation  ");
  const VexEntry entry = Draft({}, inventory, linux);
  EXPECT_EQ(Gist(entry), "not_affected component_not_present requires_environment");
  EXPECT_EQ(entry.reason,
            "only dependencies for development, and optional packages that are not installed where "
            "the project runs, lead to it");
  // Another way that is installed.
  inventory.packages[3].platforms = {};
  EXPECT_EQ(Gist(Draft({}, inventory, linux)), "under_investigation  ");
}

TEST(VexDraft, WhatOnlyPackagesForOtherSystemsWantIsNotThere) {
  Inventory inventory = ProjectOfDevelopmentAndChoice();
  inventory.dependencies.erase(inventory.dependencies.begin() + 2);
  inventory.packages[1].dev_optional = false;
  inventory.packages[1].optional = true;
  const VexEntry entry = Draft({}, inventory, Deployment::Parse("linux"));
  EXPECT_EQ(Gist(entry), "not_affected component_not_present requires_environment");
  EXPECT_EQ(entry.reason,
            "only optional packages made for other systems lead to it: it is not installed where "
            "the project runs");
  inventory.packages[1].extraneous = true;
  EXPECT_EQ(Gist(Draft({}, inventory, Deployment::Parse("linux"))), "under_investigation  ")
      << "it lies there though nobody wants it";
}

TEST(VexDraft, ADeploymentAdmitsAsNpmDoes) {
  const auto names = [](std::initializer_list<const char*> texts) {
    return std::vector<Untrusted>(texts.begin(), texts.end());
  };
  const Deployment linux = *Deployment::Parse("linux-x64-musl");
  EXPECT_TRUE(linux.Admits({}));
  EXPECT_TRUE(linux.Admits({.os = names({"linux", "darwin"})}));
  EXPECT_FALSE(linux.Admits({.os = names({"darwin"})}));
  EXPECT_FALSE(linux.Admits({.os = names({"!linux"})}));
  EXPECT_TRUE(linux.Admits({.os = names({"!win32"})}));
  EXPECT_FALSE(linux.Admits({.os = names({"linux"}), .cpu = names({"arm64"})}));
  EXPECT_FALSE(linux.Admits({.libc = names({"glibc"})}));
  EXPECT_TRUE(Deployment::Parse("linux")->Admits({.cpu = names({"arm64"})})) << "it does not say";
  EXPECT_TRUE(Deployment::Parse("linux-x64")->Admits({.libc = names({"musl"})}));
  EXPECT_FALSE(Deployment::Parse("darwin-x64")->Admits({.libc = names({"musl"})}));
  EXPECT_FALSE(Deployment::Parse("a-b-c-d").has_value());
  EXPECT_FALSE(Deployment::Parse("").has_value());
}

TEST(VexDraft, AnOverrideThatChoseTheRemedyIsFixed) {
  PackInput input;
  input.advisories = {{.id = "GHSA-9",
                       .aliases = {"CVE-9"},
                       .affected = {{.ecosystem = "npm",
                                     .name = "a",
                                     .ranges = {{.events = {{EventKind::kIntroduced, "0"},
                                                            {EventKind::kFixed, "0.9.0"}}}}}}},
                      {.id = "MAL-9",
                       .malware = true,
                       .affected = {{.ecosystem = "npm", .name = "a", .versions = {"0.1.0"}}}}};
  const auto pack = Pack::Open(MappedFile(*MakePack(std::move(input), std::nullopt)),
                               {.without_signature = Trust::Unsigned::kAllowed});
  ASSERT_TRUE(pack.has_value());
  const Intelligence known{.packs = {&*pack}, .identity = {}};
  Inventory inventory = Project();
  EXPECT_TRUE(OverriddenVex(known, inventory).empty());
  inventory.packages[1].overridden = true;
  const auto entries = OverriddenVex(known, inventory);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].id(), "GHSA-9");
  EXPECT_EQ(Gist(entries[0]), "fixed  ");
}

TEST(VexWriting, WhatIsWrittenIsReadAsItWasMeant) {
  const Inventory inventory = Project();
  const std::vector<VexEntry> entries = {Draft({{"imported", "no"}}, inventory)};
  const VexDocument document{.author = "Team",
                             .product = "pkg:npm/app@2.0.0",
                             .name = "app",
                             .version = "2.0.0",
                             .timestamp = "2026-01-01T00:00:00Z",
                             .tool_version = "1",
                             .links = {}};
  for (const std::string& text : {WriteOpenVex(entries, document),
                                  WriteCycloneDxVex(entries, document, Analysis::kWritten)}) {
    const auto tree = formats::ParseJson(text);
    ASSERT_TRUE(tree.has_value()) << text;
    const auto reading = ReadVex(tree->root(), "x", {});
    ASSERT_TRUE(reading.has_value());
    EXPECT_TRUE(reading->remarks.empty());
    ASSERT_EQ(reading->statements.size(), 1U);
    const Suppression& one = reading->statements[0];
    EXPECT_EQ(one.stance, Stance::kNotAffected);
    EXPECT_EQ(one.vulnerabilities, (std::vector<std::string>{"GHSA-1", "CVE-1"}));
    EXPECT_EQ(one.product, "pkg:npm/app@2.0.0");
    EXPECT_EQ(one.purl, "pkg:npm/a@1.0.0");
    EXPECT_EQ(one.justification, "vulnerable_code_not_in_execute_path");
    EXPECT_EQ(one.owner, "Team");
    EXPECT_EQ(FormatTime(one.said), "2026-01-01T00:00:00Z");
  }
  EXPECT_EQ(WriteOpenVex(entries, document), WriteOpenVex(entries, document));
  const std::string list = WriteCycloneDxVex(entries, document, Analysis::kLeftOut);
  EXPECT_EQ(list.find("\"analysis\""), std::string::npos);
}

TEST(Usage, FindsTheExportThatARecordNames) {
  EXPECT_EQ(ExportOf("(lodash).template", "lodash"), "template");
  EXPECT_EQ(ExportOf("(lodash)", "lodash"), "default");
  EXPECT_EQ(ExportOf("lodash.template()", "lodash"), "template");
  EXPECT_EQ(ExportOf("lodash", "lodash"), "default");
  EXPECT_EQ(ExportOf("lodash()", "lodash"), "default");
  EXPECT_EQ(ExportOf("Parser.parse", "x"), "Parser");
  EXPECT_EQ(ExportOf("module.exports.parse", "x"), "parse");
  EXPECT_EQ(ExportOf("", "x"), "default");
}

/// app asks for a, a for b; c stands alone.
class UsageTest : public testing::Test {
 protected:
  UsageTest() {
    inventory_ = Project();
    for (const char* name : {"b", "c"}) {
      inventory_.packages.push_back({.name = PackageName::Parse(name),
                                     .folder_name = name,
                                     .version = "1.0.0",
                                     .path = std::string("node_modules/") + name,
                                     .origin = Origin::kRegistry});
    }
    inventory_.dependencies.push_back(
        {.to = PackageIndex{3}, .name = "c", .range = Untrusted("1")});
    inventory_.dependencies.push_back({.from = PackageIndex{1},
                                       .to = PackageIndex{2},
                                       .name = "b",
                                       .range = Untrusted("~1.0.0")});
  }
  std::string Ask(std::uint32_t package, const std::set<std::string>& functions = {}) {
    const Reach reach(inventory_);
    const UsageOfPackages usage(inventory_, reach, use_);
    const UsageAnswer answer = usage.Ask(PackageIndex{package}, functions);
    return std::string(answer.imported) + " " + std::string(answer.referenced);
  }
  Inventory inventory_;
  ProjectUse use_{
      .imported = {{"a",
                    {.places = {{.file = "i.js", .position = {.line = 1}}}, .exports = {"run"}}}},
      .files = 1};
};

TEST_F(UsageTest, FollowsWhatIsImported) {
  EXPECT_EQ(Ask(1), "yes unknown");
  EXPECT_EQ(Ask(1, {"run"}), "yes yes");
  EXPECT_EQ(Ask(1, {"parse"}), "yes no");
  EXPECT_EQ(Ask(2), "through unknown");
  EXPECT_EQ(Ask(3), "no no");
}

TEST_F(UsageTest, SaysNoOnlyWhenNothingSpeaksForIt) {
  use_.computed = true;
  EXPECT_EQ(Ask(3), "unknown unknown");
  EXPECT_EQ(Ask(1, {"parse"}), "yes unknown");
  use_.computed = false;
  use_.unread = {"x.js: it has syntax errors"};
  EXPECT_EQ(Ask(3), "unknown unknown");
  use_.unread.clear();
  use_.named = {"c"};
  EXPECT_EQ(Ask(3), "named unknown");
  use_.named.clear();
  use_.imported.at("a").whole = true;
  EXPECT_EQ(Ask(1, {"parse"}), "yes unknown");
  use_.imported.at("a").whole = false;
  inventory_.dependencies.push_back(
      {.from = PackageIndex{3}, .to = PackageIndex{1}, .name = "a", .range = Untrusted("1")});
  EXPECT_EQ(Ask(1, {"parse"}), "yes unknown") << "another package may call it";
}

TEST_F(UsageTest, NamesWhoHoldsAPackageAndWhatHasToMove) {
  const Reach reach(inventory_);
  using Lines = std::vector<std::string>;
  EXPECT_EQ(reach.WithinRanges(PackageIndex{2}, {"1.0.5"}), "1.0.5");
  EXPECT_EQ(reach.HeldBy(PackageIndex{2}, {"1.0.5"}), Lines{});
  EXPECT_EQ(reach.HeldBy(PackageIndex{2}, {"2.0.0"}), Lines{"a@1.0.0 asks for ~1.0.0"});
  EXPECT_EQ(reach.ToMove(PackageIndex{2}, {"2.0.0"}), Lines{"a@1.0.0"});
  EXPECT_EQ(reach.HeldBy(PackageIndex{1}, {"2.0.0"}), Lines{"the project asks for ^1.0.0"});
  EXPECT_EQ(reach.ToMove(PackageIndex{1}, {"2.0.0"}), Lines{"a@1.0.0"});
}

}  // namespace
}  // namespace intel
