#include "facts/manifest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/limits.h"
#include "facts/harness_test.h"

namespace facts {
namespace {

const PackageContext kContext = {.name = "p", .version = "1.0.0"};

void Check(std::string_view members, std::string_view expected,
           const PackageContext& context = kContext) {
  const std::string manifest =
      "{\"name\":\"p\",\"version\":\"1.0.0\"," + std::string(members) + "}";
  EXPECT_EQ(Lines(Only(ExtractFrom({{"package.json", manifest}}, context), "manifest.")), expected)
      << members;
}

void CheckWhole(std::string_view manifest, std::string_view expected,
                const PackageContext& context = kContext) {
  EXPECT_EQ(Lines(Only(ExtractFrom({{"package.json", manifest}}, context), "manifest.")), expected)
      << manifest;
}

TEST(Manifest, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(Lines(ExtractFrom({{"a.js", ""}}, kContext)),
            "manifest.invalid package.json problem=missing\n");
  EXPECT_EQ(Lines(ExtractFrom({{"a.js", ""}}, {.origin = Origin::kUnknown})), "");
  CheckWhole("[]", "manifest.invalid package.json detail=array problem=not-an-object\n");
  const Facts broken = ExtractFrom({{"package.json", "{\n  \"name\": }"}}, kContext);
  ASSERT_EQ(broken.size(), 1U);
  EXPECT_EQ(broken[0].Find("problem")->View(), "syntax");
  EXPECT_EQ(broken[0].evidence.position.line, 2U);
  Check("\"scripts\":[],\"bin\":7,\"dependencies\":[]",
        "manifest.invalid package.json:1:41 detail=array field=scripts problem=type\n"
        "manifest.invalid package.json:1:50 detail=number field=bin problem=type\n");
  const Facts large =
      ExtractFrom({{"package.json", std::string(limits::kManifestBytes + 1, ' ')}}, kContext);
  ASSERT_EQ(large.size(), 1U);
  EXPECT_EQ(large[0].Find("problem")->View(), "too-large");
}

TEST(Manifest, SeesWhatStandsTwice) {
  Check("\"scripts\":{\"install\":\"a\",\"install\":\"b\"},\"version\":\"2.0.0\"",
        "manifest.duplicate-key package.json:1:13 first=1.0.0 key=version last=2.0.0\n"
        "manifest.duplicate-key package.json:1:42 first=a key=scripts.install last=b\n"
        "manifest.identity-mismatch package.json:1:81 expected=1.0.0 field=version packed=2.0.0\n"
        "manifest.script [install] package.json:1:67 command=b script=install when=install\n");
}

TEST(Manifest, ComparesTheIdentity) {
  CheckWhole(R"({"name":"q","version":"v1.0.0"})",
             "manifest.identity-mismatch package.json:1:9 expected=p field=name packed=q\n");
  CheckWhole(R"({"name":"q","version":"2.0.0"})", "", {});
}

TEST(Manifest, TellsWhenScriptsRun) {
  Check(R"("scripts":{"prepare":"husky","prepublishOnly":"x","test":"y"})",
        "manifest.script [never] package.json:1:53 command=husky script=prepare when=git-install\n"
        "manifest.script [never] package.json:1:78 command=x script=prepublishOnly when=local\n");
  Check(
      R"("scripts":{"prepare":"husky"})",
      "manifest.script [install] package.json:1:53 command=husky script=prepare when=git-install\n",
      {.name = "p", .version = "1.0.0", .origin = Origin::kGit});
  Check(R"("scripts":{"install":"  "})", "");
}

TEST(Manifest, TellsWhereDependenciesLead) {
  Check(R"("dependencies":{"a":"^1.0.0","b":"latest","c":"npm:d@1"})",
        "manifest.dependency package.json:1:47 name=a scope=prod source=registry spec=^1.0.0\n"
        "manifest.dependency package.json:1:60 name=b scope=prod source=tag spec=latest\n"
        "manifest.dependency package.json:1:73 name=c scope=prod source=alias spec=npm:d@1 "
        "target=d\n");
  Check(
      R"("optionalDependencies":{"a":"git+ssh://git@h.example/a.git#main","b":"o/r#0123456789012345678901234567890123456789"})",
      "manifest.dependency package.json:1:55 host=h.example name=a pinned=no scope=optional "
      "source=git "
      "spec=git+ssh://git@h.example/a.git#main transport=ssh\n"
      "manifest.dependency package.json:1:96 host=github.com name=b pinned=yes scope=optional "
      "source=git "
      "spec=o/r#0123456789012345678901234567890123456789 transport=https\n");
  Check(R"("devDependencies":{"a":"1.0.0","b":"http://h.example/b.tgz","c":"file:../c"})",
        "manifest.dependency package.json:1:62 host=h.example name=b scope=dev source=url "
        "spec=http://h.example/b.tgz transport=http\n"
        "manifest.dependency package.json:1:91 name=c scope=dev source=file spec=file:../c\n");
  Check(
      R"("dependencies":{"p":"1.0.0"},"peerDependencies":{"w":"workspace:*"})",
      "manifest.dependency package.json:1:47 name=p scope=prod source=registry spec=1.0.0\n"
      "manifest.dependency package.json:1:80 name=w scope=peer source=workspace spec=workspace:*\n"
      "manifest.self-dependency package.json:1:47 name=p scope=prod spec=1.0.0\n");
}

TEST(Manifest, SeesOverridesThatLeadAway) {
  Check(
      R"("overrides":{"a":"1.0.0","b":{"c":"github:o/c","d":"$d"},"e":"npm:f@1"},"resolutions":{"g":"https://h.example/g.tgz"})",
      "manifest.override package.json:1:61 name=c source=git spec=github:o/c\n"
      "manifest.override package.json:1:88 name=e source=alias spec=npm:f@1\n"
      "manifest.override package.json:1:118 name=g source=url spec=https://h.example/g.tgz\n");
}

TEST(Manifest, SeesBinsThatShadow) {
  Check(R"("bin":{"ls":"./a.js","mine":"b.js","npm":"c.js","node":"d.js"})",
        "manifest.bin-shadow package.json:1:43 bin=ls group=system target=./a.js\n"
        "manifest.bin-shadow package.json:1:72 bin=npm group=package-manager target=c.js\n"
        "manifest.bin-shadow package.json:1:86 bin=node group=node target=d.js\n");
  CheckWhole(R"({"name":"@s/which","version":"1.0.0","bin":"w.js"})",
             "manifest.bin-shadow package.json:1:44 bin=which group=own target=w.js\n", {});
}

TEST(Manifest, SeesPathsThatLeaveThePackage) {
  Check(R"("bin":{"x":"../../y"},"main":"./a/../b.js","files":["dist","../secret"])",
        "manifest.path-escape package.json:1:42 field=bin value=../../y\n"
        "manifest.path-escape package.json:1:90 field=files value=../secret\n");
  Check(R"("bin":"/etc/x","main":"/lib/index.js")",
        "manifest.path-escape package.json:1:37 field=bin value=/etc/x\n");
}

TEST(Manifest, TellsPlatformBundleAndPublishConfig) {
  Check(R"("os":["linux","!win32"],"cpu":"x64")",
        "manifest.platform package.json:1:36 cpu=x64 os=!win32 os=linux\n");
  Check(R"("bundleDependencies":["a"])", "manifest.bundled package.json:1:52 name=a present=no\n");
  Check(R"("publishConfig":{"access":"public","registry":"https://r.example/","provenance":false})",
        "manifest.publish-config package.json:1:77 host=r.example key=registry "
        "value=https://r.example/\n"
        "manifest.publish-config package.json:1:111 key=provenance value=false\n");
  Check(R"("publishConfig":{"registry":"https://registry.example/"})", "",
        {.name = "p", .version = "1.0.0", .registry_hosts = {"registry.example"}});
}

void CheckRegistry(std::string_view packed, std::string_view registry, std::string_view expected) {
  PackageContext context = kContext;
  context.registry_manifest = registry;
  EXPECT_EQ(Lines(Only(ExtractFrom({{"package.json", packed}}, context), "manifest.registry")),
            expected)
      << registry;
}

TEST(Manifest, IsComparedWithWhatTheRegistryShows) {
  constexpr std::string_view kPacked =
      R"({"name":"p","version":"1.0.0","scripts":{"postinstall":"node x","test":"t"},"dependencies":{"a":"1"},"bin":"./b.js"})";
  CheckRegistry(
      kPacked,
      R"({"name":"p","version":"1.0.0","scripts":{"postinstall":"node x"},"dependencies":{"a":"1"},"bin":{"p":"b.js"}})",
      "");
  CheckRegistry(
      kPacked,
      R"({"name":"p","version":"1.0.0","scripts":{},"dependencies":{"b":"2"},"bin":{"p":"b.js"},"hasInstallScript":false})",
      "manifest.registry-mismatch package.json field=hasInstallScript packed=true registry=false\n"
      "manifest.registry-mismatch package.json:1:56 field=scripts key=postinstall packed=node x\n"
      "manifest.registry-mismatch package.json:1:92 field=dependencies key=b registry=2\n"
      "manifest.registry-mismatch package.json:1:97 field=dependencies key=a packed=1\n");
  CheckRegistry(
      kPacked, R"({"name":"q","version":"1.0.1","dependencies":{"a":"1"},"bin":{"p":"b.js"}})",
      "manifest.registry-mismatch package.json:1:9 field=name packed=p registry=q\n"
      "manifest.registry-mismatch package.json:1:23 field=version packed=1.0.0 registry=1.0.1\n");
  // npm copies optional dependencies and cleans the version when it publishes.
  CheckRegistry(
      R"({"name":"p","version":"v1.0.0","optionalDependencies":{"o":"1"}})",
      R"({"name":"p","version":"1.0.0","dependencies":{"o":"1"},"optionalDependencies":{"o":"1"}})",
      "");
  CheckRegistry(kPacked, "not json", "");
}

TEST(Manifest, ReadsAShrinkwrap) {
  const Facts facts = ExtractFrom(
      {{"package.json", R"({"name":"p","version":"1.0.0"})"},
       {"npm-shrinkwrap.json",
        R"({"packages":{"":{},"node_modules/a":{"resolved":"https://registry.example/a.tgz"},"node_modules/b":{"resolved":"https://h.example/b.tgz"}}})"}},
      {.name = "p", .version = "1.0.0", .registry_hosts = {"registry.example"}});
  EXPECT_EQ(Lines(Only(facts, "manifest.")),
            "manifest.shrinkwrap npm-shrinkwrap.json hosts=h.example hosts=registry.example "
            "off-registry=yes packages=2\n");
}

TEST(Extract, GivesTheSameFactsInAnyOrderAndTellsWhatItLeavesOut) {
  std::string manifest = R"({"name":"p","version":"1.0.0","dependencies":{)";
  for (std::size_t i = 0; i < limits::kFactsPerKindAndFile + 3; ++i)
    manifest += (i == 0 ? "\"d" : ",\"d") + std::to_string(i) + "\":\"1\"";
  manifest += "}}";
  const Facts facts = ExtractFrom({{"package.json", manifest}}, kContext);
  EXPECT_EQ(Only(facts, "manifest.dependency").size(), limits::kFactsPerKindAndFile);
  EXPECT_EQ(Lines(Only(facts, "package.facts")),
            "package.facts-truncated package.json kind=manifest.dependency left-out=3\n");
  EXPECT_EQ(facts, ExtractFrom({{"package.json", manifest}}, kContext));
}

}  // namespace
}  // namespace facts
