// Honest releases that other tools took for attacks (downgrades of trust that pnpm's users met, and
// owners of install scripts). The shapes are rebuilt: which line had what proof, by whose hand; the
// answer must be "allow" for each. docs/dev/false-positives.md lists what else is held.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "detect/evaluate.h"
#include "facts/publish/publish_facts.h"
#include "policy/judge.h"
#include "policy/read_policy.h"

namespace {

constexpr UnixMillis kWeek = UnixMillis{7} * 24 * 3'600'000;
constexpr int kHistory = 8;

/// How a version came out.
struct Hand {
  std::string_view account = "maintainer";
  bool workflow = false;  ///< a trusted publisher
  bool attested = false;
};
constexpr Hand kByHand{};
constexpr Hand kAttested{.attested = true};
constexpr Hand kWorkflow{.account = "GitHub Actions", .workflow = true, .attested = true};

Manifest Version(std::string version, UnixMillis published, const Hand& hand) {
  Manifest manifest;
  manifest.version = std::move(version);
  manifest.published = published;
  manifest.publisher =
      Publisher{.person = {Untrusted(hand.account), Untrusted("npm@maintainer.example")},
                .trusted_publisher = Untrusted(hand.workflow ? "forge" : "")};
  manifest.dist.signatures = {{Untrusted("SHA256:key"), Untrusted("MEU=")}};
  if (hand.attested)
    manifest.dist.attestations = Untrusted("https://registry.example/attestations");
  return manifest;
}

/// Everything the rules say of a version a minute after it came out, and the worst of it.
struct Said {
  Action action = Action::kAllow;
  std::string rules;
};

Said Judge(const Packument& packument, const Manifest& manifest) {
  const auto rules = detect::RuleSet::Load({});
  const Policy policy = policy::BuiltInPolicy();
  Said said;
  const Facts facts =
      facts::ExtractPublish(packument, manifest.version, manifest.published.value() + 60'000);
  for (const Finding& finding : detect::Evaluate(rules.value(), facts, nullptr)) {
    const Action action = policy::Judge(policy, finding, policy::Subject{}, 0).verdict.action;
    said.action = std::max(said.action, action);
    said.rules += fmt::format("{} {}\n", finding.rule, NameOf(finding.severity));
  }
  return said;
}

struct Downgrade {
  const char* name;
  const char* version;
  Hand before;  ///< how the versions before it in its line came out
  Hand now = kByHand;
  const char* newer_line = "";  ///< a higher line that came out by a workflow meanwhile
};

/// The versions that a line had before one: the patches below it, or the minor version before.
std::vector<std::string> VersionsBefore(std::string_view version) {
  const std::size_t minor_at = version.find('.') + 1;
  const std::size_t patch_at = version.rfind('.') + 1;
  const int minor = std::stoi(std::string(version.substr(minor_at)));
  const int patch = std::stoi(std::string(version.substr(patch_at)));
  const std::string_view major = version.substr(0, minor_at);
  std::vector<std::string> before;
  for (int i = 0; minor > 0 && i < kHistory; ++i)
    before.push_back(fmt::format("{}{}.{}", major, minor - 1, i));
  for (int i = std::max(0, patch - kHistory); i < patch; ++i)
    before.push_back(fmt::format("{}{}.{}", major, minor, i));
  return before;
}

class HonestDowngrade : public testing::TestWithParam<Downgrade> {};

TEST_P(HonestDowngrade, IsAllowed) {
  const Downgrade& row = GetParam();
  Packument packument;
  packument.name = PackageName::Parse(row.name);
  UnixMillis at = ParseTime("2025-01-01").value();
  packument.created = at;
  // The maintainer publishes by hand now and then, so is a known hand.
  packument.versions.push_back(Version("0.1.0", at, kByHand));
  for (const std::string& version : VersionsBefore(row.version))
    packument.versions.push_back(Version(version, at += kWeek, row.before));
  if (*row.newer_line != '\0')
    packument.versions.push_back(
        Version(fmt::format("{}.0", row.newer_line), at += kWeek, kWorkflow));
  packument.versions.push_back(Version(row.version, at + kWeek, row.now));
  const Said said = Judge(packument, packument.versions.back());
  EXPECT_EQ(NameOf(said.action), "allow") << row.name << "@" << row.version << "\n" << said.rules;
}

INSTANTIATE_TEST_SUITE_P(
    Named, HonestDowngrade,
    testing::Values(
        // Back-ports by hand on a line that had been published by hand all along.
        Downgrade{"semver", "6.3.1", kByHand, kByHand, "7.5"},
        Downgrade{"webpack", "4.47.0", kByHand, kByHand, "5.98"},
        Downgrade{"eslint-import-resolver-typescript", "3.10.1", kAttested, kByHand, "4.3"},
        Downgrade{"tailwind-merge", "2.6.1", kAttested, kByHand, "3.0"},
        Downgrade{"storybook", "9.1.17", kWorkflow, kByHand, "10.1"},
        Downgrade{"detect-port", "1.6.1", kAttested, kByHand, "2.1"},
        // The workflow was out of order, and a maintainer published by hand.
        Downgrade{"undici-types", "6.21.0", kAttested}, Downgrade{"chokidar", "4.0.3", kAttested},
        Downgrade{"webpack", "5.102.1", kAttested}, Downgrade{"@babel/core", "7.28.5", kWorkflow},
        Downgrade{"@novu/framework", "2.12.0", kWorkflow}));

struct ScriptOwner {
  const char* name;
  const char* script;
  const char* command;
};

class HonestScriptOwner : public testing::TestWithParam<ScriptOwner> {};

TEST_P(HonestScriptOwner, IsNoNewsWhenItAlwaysHadTheScript) {
  const ScriptOwner& row = GetParam();
  Packument packument;
  packument.name = PackageName::Parse(row.name);
  UnixMillis at = ParseTime("2025-01-01").value();
  packument.created = at;
  for (int i = 0; i < kHistory; ++i) {
    Manifest manifest = Version(fmt::format("1.{}.0", i), at += kWeek, kByHand);
    manifest.scripts = {{Untrusted(row.script), Untrusted(row.command)}};
    packument.versions.push_back(std::move(manifest));
  }
  const Said said = Judge(packument, packument.versions.back());
  EXPECT_EQ(NameOf(said.action), "allow") << row.name << "\n" << said.rules;
  EXPECT_EQ(said.rules, "release-cooldown info\n");
}

INSTANTIATE_TEST_SUITE_P(
    Named, HonestScriptOwner,
    testing::Values(
        ScriptOwner{"esbuild", "postinstall", "node install.js"},
        ScriptOwner{"puppeteer", "postinstall", "node install.mjs"},
        ScriptOwner{"electron", "postinstall", "node install.js"},
        ScriptOwner{"cypress", "postinstall", "node index.js --exec install"},
        ScriptOwner{"prisma", "preinstall", "node scripts/preinstall-entry.js"},
        ScriptOwner{"sharp", "install", "node install/check.js || npm run build"},
        ScriptOwner{"bcrypt", "install", "node-gyp-build"},
        ScriptOwner{"sqlite3", "install", "prebuild-install -r napi || node-gyp rebuild"},
        ScriptOwner{"canvas", "install", "prebuild-install -r napi || node-gyp rebuild"},
        ScriptOwner{"core-js", "postinstall",
                    "node -e \"try{require('./postinstall')}catch(e){}\""},
        ScriptOwner{"ejs", "postinstall", "node ./postinstall.js"},
        ScriptOwner{"nodemon", "postinstall", "node bin/postinstall || exit 0"},
        ScriptOwner{"web3", "postinstall", "echo \"Thank you\""},
        ScriptOwner{"@scarf/scarf", "postinstall", "node ./report.js"},
        ScriptOwner{"husky", "prepare", "husky"},
        ScriptOwner{"napi-postinstall", "postinstall", "node lib/cli.js"},
        ScriptOwner{"mbt", "postinstall", "node install.js install"},
        ScriptOwner{"nx", "postinstall", "node ./bin/post-install"}));

}  // namespace
