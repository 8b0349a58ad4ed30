#include "registry/packument.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"

namespace registry {
namespace {

Packument Parse(std::string_view json) {
  auto packument = ParsePackument(AsBytes(json));
  EXPECT_TRUE(packument) << (packument ? "" : packument.error().message);
  return packument ? *std::move(packument) : Packument();
}

TEST(Packument, ReadsEveryFieldThatTrustWorkNeeds) {
  const Packument packument = Parse(R"({
    "name": "@s/x",
    "dist-tags": {"next": "2.0.0-rc.1", "latest": "1.0.1"},
    "maintainers": [{"name": "ann", "email": "ann@mail.example"}, "bob"],
    "time": {"created": "2026-01-01T00:00:00.000Z", "modified": "2026-06-17T01:12:00.5Z",
             "1.0.0": "2026-01-01T00:00:00Z", "1.0.1": "2026-06-17T01:12:00Z", "0.9.0": "2025-12-31"},
    "versions": {
      "1.0.0": {},
      "1.0.1": {
        "name": "@s/x", "version": "1.0.1",
        "scripts": {"postinstall": "node x.js", "odd": 7},
        "bin": "cli.js",
        "dependencies": {"easy-day": "^1.0.0"},
        "devDependencies": {"a": "1"}, "optionalDependencies": {"b": "2"},
        "peerDependencies": {"c": "3"},
        "maintainers": [{"name": "ann"}],
        "_npmUser": {"name": "robot", "email": "r@mail.example",
                     "trustedPublisher": {"id": "forge", "oidcConfigId": "oidc:1"}},
        "homepage": "https://x.example", "description": "an x", "author": "Ann <ann@mail.example>",
        "deprecated": "use y", "license": {"type": "MIT"},
        "repository": {"type": "git", "url": "git+https://git.example/x.git"},
        "gitHead": "abc", "_nodeVersion": "22.0.0", "_npmVersion": "11.0.0",
        "hasInstallScript": true,
        "dist": {
          "tarball": "https://a.example/@s/x/-/x-1.0.1.tgz",
          "shasum": "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33",
          "integrity": "sha512-9/u6bgY2+JDlb7vzKD5STG+jIErimDgtYkdB0NxmODJuKCxBvl5CVNiCB3LFUYosWowMf37aGVlKfrU5RT4e1w==",
          "fileCount": 3, "unpackedSize": 99,
          "signatures": [{"keyid": "SHA256:k", "sig": "MEU="}],
          "attestations": {"url": "https://a.example/-/npm/v1/attestations/x",
                           "provenance": {"predicateType": "https://slsa.dev/provenance/v1"}}
        }
      }
    }
  })");
  EXPECT_EQ(packument.name->text(), "@s/x");
  EXPECT_EQ(packument.dist_tags, (std::vector<std::pair<std::string, std::string>>{
                                     {"latest", "1.0.1"}, {"next", "2.0.0-rc.1"}}));
  EXPECT_EQ(packument.maintainers,
            (std::vector<Person>{{Untrusted("ann"), Untrusted("ann@mail.example")},
                                 {Untrusted("bob"), Untrusted("")}}));
  EXPECT_EQ(FormatTime(*packument.created), "2026-01-01T00:00:00Z");
  EXPECT_EQ(FormatTime(*packument.modified), "2026-06-17T01:12:00Z");
  ASSERT_EQ(packument.removed_versions.size(), 1U);
  EXPECT_EQ(packument.removed_versions[0].first, "0.9.0");
  ASSERT_EQ(packument.versions.size(), 2U);

  EXPECT_EQ(packument.Find("9.9.9"), nullptr);
  const Manifest& manifest = *packument.Find("1.0.1");
  EXPECT_EQ(manifest.scripts, (TextPairs{{Untrusted("postinstall"), Untrusted("node x.js")}}));
  EXPECT_EQ(manifest.bin, (TextPairs{{Untrusted("x"), Untrusted("cli.js")}}));
  EXPECT_EQ(manifest.dependencies, (TextPairs{{Untrusted("easy-day"), Untrusted("^1.0.0")}}));
  EXPECT_EQ(manifest.dev_dependencies.size(), 1U);
  EXPECT_EQ(manifest.optional_dependencies.size(), 1U);
  EXPECT_EQ(manifest.peer_dependencies.size(), 1U);
  EXPECT_EQ(manifest.publisher->person.name.View(), "robot");
  EXPECT_EQ(manifest.publisher->trusted_publisher.View(), "forge");
  EXPECT_EQ(manifest.deprecated.View(), "use y");
  EXPECT_EQ(manifest.license.View(), "MIT");
  EXPECT_EQ(manifest.repository.View(), "git+https://git.example/x.git");
  EXPECT_EQ(manifest.homepage.View(), "https://x.example");
  EXPECT_EQ(manifest.description.View(), "an x");
  EXPECT_EQ(manifest.author.name.View(), "Ann <ann@mail.example>");
  EXPECT_EQ(manifest.git_head.View(), "abc");
  EXPECT_EQ(manifest.node_version.View(), "22.0.0");
  EXPECT_EQ(manifest.npm_version.View(), "11.0.0");
  EXPECT_EQ(manifest.has_install_script, true);
  EXPECT_EQ(FormatTime(*manifest.published), "2026-06-17T01:12:00Z");
  EXPECT_EQ(manifest.dist.tarball.View(), "https://a.example/@s/x/-/x-1.0.1.tgz");
  EXPECT_EQ(manifest.dist.integrity.hashes().size(), 2U);
  EXPECT_EQ(manifest.dist.file_count, 3U);
  EXPECT_EQ(manifest.dist.unpacked_size, 99U);
  EXPECT_EQ(manifest.dist.signatures,
            (std::vector<RegistrySignature>{{Untrusted("SHA256:k"), Untrusted("MEU=")}}));
  EXPECT_EQ(manifest.dist.attestations.View(), "https://a.example/-/npm/v1/attestations/x");
  EXPECT_EQ(manifest.dist.provenance_type.View(), "https://slsa.dev/provenance/v1");

  const Manifest& bare = *packument.Find("1.0.0");
  EXPECT_TRUE(bare.dist.integrity.empty());
  EXPECT_FALSE(bare.publisher);
  EXPECT_FALSE(bare.has_install_script);
}

TEST(Packument, OddShapesCountAsMissing) {
  const Packument packument = Parse(R"({
    "name": 7, "readme": {}, "repository": ["x"], "dist-tags": [], "maintainers": {}, "time": "never", "modified": "2026-01-01",
    "versions": {
      "1.0.0": null,
      "1.0.1": {"scripts": [], "dependencies": "x", "bin": 1, "_npmUser": "ann", "maintainers": [1, null],
                "dist": {"integrity": "sha512-bad", "shasum": "bad", "fileCount": -1,
                         "unpackedSize": 1.5, "signatures": [1], "attestations": []},
                "deprecated": false, "license": ["MIT"], "repository": "git.example/x"}}})");
  EXPECT_FALSE(packument.name);
  EXPECT_TRUE(packument.dist_tags.empty());
  EXPECT_TRUE(packument.modified);
  ASSERT_EQ(packument.versions.size(), 1U);
  const Manifest& manifest = packument.versions[0];
  EXPECT_EQ(manifest.publisher->person.name.View(), "ann");
  EXPECT_EQ(manifest.maintainers.size(), 2U);
  EXPECT_EQ(manifest.repository.View(), "git.example/x");
  EXPECT_TRUE(manifest.license.empty());
  EXPECT_EQ(manifest.dist, Dist());
}

TEST(Packument, TellsAnUnpublishedPackage) {
  const Packument packument = Parse(
      R"({"name":"x","time":{"1.0.0":"2026-01-01T00:00:00Z","unpublished":{"time":"2026-02-01T00:00:00Z"}}})");
  EXPECT_EQ(FormatTime(*packument.unpublished), "2026-02-01T00:00:00Z");
  EXPECT_TRUE(packument.versions.empty());
  EXPECT_EQ(packument.removed_versions.size(), 1U);
}

TEST(Packument, ADocumentThatIsNoneIsAnError) {
  for (const char* text : {"", "[]", "null", "{", "\"x\"", "<html>"}) {
    EXPECT_FALSE(ParsePackument(AsBytes(text))) << text;
  }
}

TEST(Packument, LeavesOutWhatIsPastTheLimitsAndCountsIt) {
  std::string versions;
  for (std::size_t i = 0; i < limits::kPackumentVersions + 3; ++i) {
    versions += fmt::format("{}\"1.0.{}\":{{}}", i == 0 ? "" : ",", i);
  }
  const Packument long_readme =
      Parse(R"({"readme":")" + std::string(limits::kReadmeBytes + 7, 'x') + "\"}");
  EXPECT_EQ(long_readme.readme.View().size(), limits::kReadmeBytes);
  const Packument many = Parse("{\"versions\":{" + versions + "}}");
  EXPECT_EQ(many.versions.size(), limits::kPackumentVersions);
  EXPECT_EQ(many.left_out, 3U);

  std::string people = "1";
  for (std::size_t i = 0; i < limits::kPackumentItems + 1; ++i) people += ",1";
  const Packument crowd = Parse("{\"maintainers\":[" + people + "]}");
  EXPECT_EQ(crowd.maintainers.size(), limits::kPackumentItems);
  EXPECT_EQ(crowd.left_out, 2U);
}

TEST(Packument, PastTheLimitOfBytesIsAnError) {
  std::string document = R"({"name": "x"})";
  document.resize(limits::kPackumentBytes, ' ');
  EXPECT_TRUE(ParsePackument(AsBytes(document)));
  document += ' ';
  EXPECT_FALSE(ParsePackument(AsBytes(document)));
}

}  // namespace
}  // namespace registry
