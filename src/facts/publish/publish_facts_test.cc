#include "facts/publish/publish_facts.h"

#include <gtest/gtest.h>

#include <map>

#include "base/limits.h"
#include "facts/publish/history.h"
#include "facts/publish/install_scripts.h"
#include "facts/publish/mail.h"
#include "facts/publish/similarity.h"

namespace facts {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// One version, by the fields a row changes.
struct Row {
  std::string version;
  std::string time;
  std::string publisher = "ann";
  std::string email = "ann@people.example";
  std::string proof = "signature";  ///< none, signature, attestation, trusted
  Pairs dependencies = {};
  Pairs scripts = {};
  std::string git_head = {};
  std::uint64_t size = 0;
  std::string deprecated = {};
};

TextPairs TextsOf(const Pairs& pairs) {
  TextPairs texts;
  for (const auto& [key, text] : pairs) texts.emplace_back(Untrusted(key), Untrusted(text));
  return texts;
}

Packument Make(std::string_view name, const std::vector<Row>& rows) {
  Packument packument;
  packument.name = PackageName::Parse(name);
  for (const Row& row : rows) {
    ::Manifest manifest;
    manifest.version = row.version;
    if (!row.time.empty()) manifest.published = ParseTime(row.time);
    if (!row.publisher.empty())
      manifest.publisher = Publisher{.person = {Untrusted(row.publisher), Untrusted(row.email)}};
    if (row.proof == "trusted") manifest.publisher->trusted_publisher = Untrusted("forge");
    if (row.proof == "trusted" || row.proof == "attestation")
      manifest.dist.attestations = Untrusted("https://registry.example/a");
    if (row.proof != "none")
      manifest.dist.signatures = {{Untrusted("SHA256:k"), Untrusted("MEU=")}};
    manifest.dependencies = TextsOf(row.dependencies);
    manifest.scripts = TextsOf(row.scripts);
    manifest.git_head = Untrusted(row.git_head);
    if (row.size > 0) manifest.dist.unpacked_size = row.size;
    manifest.deprecated = Untrusted(row.deprecated);
    if (!packument.created) packument.created = manifest.published;
    packument.versions.push_back(std::move(manifest));
  }
  return packument;
}

/// "kind key=value key=value", the keys that `keys` names only.
std::string Text(const Fact& fact, const std::vector<std::string>& keys) {
  std::string text(InfoOf(fact.kind).name);
  for (const std::string& key : keys) {
    if (const Untrusted* value = fact.Find(key))
      text += " " + key + "=" + std::string(value->View());
  }
  return text;
}

std::vector<std::string> Told(const Packument& packument, std::string_view version, FactKind kind,
                              const std::vector<std::string>& keys) {
  std::vector<std::string> texts;
  const UnixMillis now = ParseTime("2026-07-01").value();
  for (const Fact& fact : ExtractPublish(packument, version, now))
    if (fact.kind == kind) texts.push_back(Text(fact, keys));
  return texts;
}

using Texts = std::vector<std::string>;

TEST(PublishFacts, TrustIsComparedInsideALineAndARecentWindow) {
  const Packument packument =
      Make("x", {{.version = "1.0.0", .time = "2025-01-01", .proof = "attestation"},
                 {.version = "6.3.0", .time = "2026-01-01"},
                 {.version = "7.5.0", .time = "2026-02-01", .proof = "trusted"},
                 {.version = "7.5.1", .time = "2026-02-10", .proof = "trusted"},
                 {.version = "6.3.1", .time = "2026-03-01"},  // semver's hand-made back-port
                 {.version = "7.5.2", .time = "2026-03-02"},  // lost
                 {.version = "1.0.1", .time = "2026-06-01"},  // its attestation is too long ago
                 {.version = "7.5.3", .time = "2026-06-02", .proof = "attestation"}});
  const auto told = [&](std::string_view version) {
    return Told(packument, version, FactKind::kPublishTrustLowered,
                {"from", "to", "set-by", "days", "versions"});
  };
  EXPECT_EQ(told("6.3.1"), Texts());
  EXPECT_EQ(told("7.5.1"), Texts());
  EXPECT_EQ(told("1.0.1"), Texts());
  EXPECT_EQ(told("7.5.2"), (Texts{"publish.trust-lowered from=trusted-publisher to=signature "
                                  "set-by=7.5.1 days=20 versions=2"}));
  EXPECT_EQ(told("7.5.3"), (Texts{"publish.trust-lowered from=trusted-publisher to=attestation "
                                  "set-by=7.5.1 days=112 versions=2"}));
}

TEST(PublishFacts, WhatAMirrorStripsIsUnknown) {
  const Packument packument = Make("x", {{.version = "1.0.0", .publisher = "", .proof = "none"},
                                         {.version = "1.0.1", .publisher = "", .proof = "none"}});
  EXPECT_EQ(Told(packument, "1.0.1", FactKind::kPublishUnknown, {"field"}),
            (Texts{"publish.unknown field=publisher", "publish.unknown field=signatures",
                   "publish.unknown field=time"}));
  EXPECT_EQ(Told(packument, "1.0.1", FactKind::kPublishVersion, {"trust", "age-hours", "previous"}),
            (Texts{"publish.version trust=unknown previous=1.0.0"}));
  EXPECT_EQ(ExtractPublish(packument, "9.9.9", 0), Facts());
}

TEST(PublishFacts, TellsWhoPublishedAndSinceWhen) {
  std::vector<Row> rows = {{.version = "0.1.0", .time = "2024-01-01", .publisher = "old"}};
  for (int i = 0; i < 5; ++i)
    rows.push_back({.version = "1.0." + std::to_string(i),
                    .time = "2026-05-0" + std::to_string(i + 1),
                    .publisher = "GitHub Actions",
                    .proof = "trusted"});
  rows.push_back({.version = "1.0.5", .time = "2026-06-01", .publisher = "old"});
  rows.push_back(
      {.version = "1.0.6", .time = "2026-06-03", .publisher = "new", .email = "n@tutamail.com"});
  rows.push_back({.version = "1.0.7", .time = "2026-06-10", .publisher = "new"});
  rows.push_back({.version = "1.0.8", .time = "2026-06-12", .publisher = "old"});
  const Packument packument = Make("x", rows);
  const auto told = [&](std::string_view version) {
    return Told(packument, version, FactKind::kPublishPublisherChange,
                {"publisher", "by", "was", "was-by", "seen", "held-versions", "mail"});
  };
  EXPECT_EQ(told("1.0.4"), Texts());
  EXPECT_EQ(told("1.0.5"), (Texts{"publish.publisher-change publisher=old by=person was=GitHub "
                                  "Actions was-by=ci seen=long-ago held-versions=5 mail=own"}));
  EXPECT_EQ(told("1.0.6"), (Texts{"publish.publisher-change publisher=new by=person was=old "
                                  "was-by=person seen=never held-versions=1 mail=privacy"}));
  EXPECT_EQ(told("1.0.7"), (Texts{"publish.publisher-change publisher=new by=person was=old "
                                  "was-by=person seen=new held-versions=1 mail=own"}));
  EXPECT_EQ(told("1.0.8"), (Texts{"publish.publisher-change publisher=old by=person was=new "
                                  "was-by=person seen=recent held-versions=2 mail=own"}));
  EXPECT_EQ(Told(packument, "1.0.7", FactKind::kPublishEmailChange, {"was", "now", "mail"}),
            (Texts{"publish.email-change was=n@tutamail.com now=ann@people.example mail=own"}));
}

TEST(PublishFacts, TellsAGainedScriptAndAnArmedPackage) {
  const Packument packument = Make(
      "x",
      {{.version = "1.0.0", .time = "2026-06-16T07:00:00Z"},
       {.version = "1.0.1",
        .time = "2026-06-17T01:00:00Z",
        .scripts = {{"postinstall", "node setup.cjs"}, {"test", "true"}}},
       {.version = "1.0.2",
        .time = "2026-06-17T02:00:00Z",  // not compared with what stood an hour
        .scripts = {{"postinstall", "node setup.cjs"}}},
       {.version = "2.0.0", .time = "2026-06-29", .scripts = {{"install", "node-gyp rebuild"}}}});
  const auto told = [&](std::string_view version) {
    return Told(packument, version, FactKind::kPublishScriptGained,
                {"script", "command", "versions-without", "known-tool"});
  };
  EXPECT_EQ(told("1.0.1"), (Texts{"publish.script-gained script=postinstall command=node setup.cjs "
                                  "versions-without=0 known-tool=no"}));
  EXPECT_EQ(Told(packument, "1.0.1", FactKind::kPublishArmed, {"hours", "versions-before"}),
            (Texts{"publish.armed hours=18 versions-before=1"}));
  EXPECT_EQ(told("2.0.0"), (Texts{"publish.script-gained script=install command=node-gyp rebuild "
                                  "versions-without=0 known-tool=yes"}));
  EXPECT_EQ(Told(packument, "2.0.0", FactKind::kPublishArmed, {}), Texts());
  const Packument native = Make(
      "y",
      {{.version = "0.0.1", .time = "2026-06-16"},
       {.version = "0.0.2", .time = "2026-06-18", .scripts = {{"install", "node-gyp rebuild"}}}});
  EXPECT_EQ(Told(native, "0.0.2", FactKind::kPublishArmed, {}), Texts());
  // A mirror's dates: the versions came to it in any order.
  const Packument mirrored = Make(
      "z", {{.version = "2.0.0", .time = "2026-06-16"},
            {.version = "1.0.0", .time = "2026-06-18", .scripts = {{"install", "node get.js"}}}});
  EXPECT_EQ(Told(mirrored, "1.0.0", FactKind::kPublishArmed, {}), Texts());
}

TEST(PublishFacts, APlaceholderTellsWhileItIsTheLatest) {
  Packument given_away = Make("x", {{.version = "1.0.0", .time = "2020-01-01"},
                                    {.version = "0.0.1-security", .time = "2021-01-01"}});
  given_away.dist_tags = {{"latest", "1.0.0"}};
  Packument taken = given_away;
  taken.dist_tags = {{"latest", "0.0.1-security"}};
  const auto told = [](const Packument& each, std::string_view version) {
    return Told(each, version, FactKind::kPublishPlaceholder, {"version"});
  };
  const Texts placeholder = {"publish.placeholder version=0.0.1-security"};
  EXPECT_EQ(told(given_away, "1.0.0"), Texts());
  EXPECT_EQ(told(given_away, "0.0.1-security"), placeholder);
  EXPECT_EQ(told(taken, "1.0.0"), placeholder);
}

TEST(PublishFacts, AScriptIsGainedByALineOrByThePackage) {
  std::vector<Row> rows;
  for (int i = 0; i < 30; ++i)
    rows.push_back({.version = "0.7." + std::to_string(i), .time = FormatTime(i * 604'800'000LL)});
  const Pairs script = {{"preinstall", "node preinstall.js"}};
  rows.push_back({.version = "0.7.30", .time = "2021-10-22T12:15:21Z", .scripts = script});
  rows.push_back({.version = "0.8.0", .time = "2021-10-22T12:16:03Z", .scripts = script});
  const Packument packument = Make("x", rows);
  for (const char* version : {"0.7.30", "0.8.0"})
    EXPECT_EQ(Told(packument, version, FactKind::kPublishScriptGained, {"versions-without"}),
              (Texts{"publish.script-gained versions-without=30"}));
}

TEST(PublishFacts, TellsWhatIsUnlikeTheReleasesBefore) {
  Packument packument =
      Make("x", {{.version = "1.0.0", .time = "2020-01-01", .git_head = "a", .size = 1000},
                 {.version = "1.0.1", .time = "2020-01-11", .git_head = "b"},
                 {.version = "1.0.2", .time = "2020-01-21", .git_head = "c"},
                 {.version = "1.0.3", .time = "2020-01-31", .git_head = "d"},
                 {.version = "1.0.9", .time = "2020-02-10", .git_head = "e", .size = 200'000},
                 {.version = "1.0.5", .time = "2026-06-01T10:00:00Z", .size = 9'000'000},
                 {.version = "99.9.1",
                  .time = "2026-06-01T10:30:00Z",
                  .deprecated = "Malicious, do not use"}});
  packument.removed_versions = {{"1.0.6", ParseTime("2026-06-02").value()},
                                {"0.0.1", ParseTime("2020-01-01").value()}};
  const auto told = [&](std::string_view version, FactKind kind,
                        const std::vector<std::string>& keys) {
    return Told(packument, version, kind, keys);
  };
  EXPECT_EQ(told("1.0.5", FactKind::kPublishDormant, {"days", "typical-days", "line"}),
            (Texts{"publish.dormant days=2303 typical-days=10 line=no"}));
  EXPECT_EQ(told("1.0.5", FactKind::kPublishOutOfOrder, {"higher", "days"}),
            (Texts{"publish.out-of-order higher=1.0.9 days=2303"}));
  EXPECT_EQ(told("1.0.5", FactKind::kPublishGitHeadLost, {"versions"}),
            (Texts{"publish.git-head-lost versions=5"}));
  EXPECT_EQ(told("1.0.5", FactKind::kPublishRemoved, {"count", "newest", "days"}),
            (Texts{"publish.removed count=1 newest=1.0.6 days=29"}));
  EXPECT_EQ(told("1.0.5", FactKind::kPublishSeveralLines, {"lines", "minutes"}),
            (Texts{"publish.several-lines lines=2 minutes=30"}));
  EXPECT_EQ(told("1.0.5", FactKind::kPublishSizeJump, {"times"}), Texts());  // 1.0.3 has no size
  EXPECT_EQ(told("99.9.1", FactKind::kPublishInflated, {"version", "previous"}),
            (Texts{"publish.inflated version=99.9.1 previous=1.0.9"}));
  EXPECT_EQ(told("99.9.1", FactKind::kPublishDeprecated, {"says"}),
            (Texts{"publish.deprecated says=compromised"}));
  EXPECT_EQ(told("1.0.1", FactKind::kPublishDeprecated, {"says"}), Texts());
}

TEST(PublishFacts, JudgesANewDependencyByTheVersionThatIsInstalled) {
  const Packument carrier = Make(
      "@s/x", {{.version = "1.2.11", .time = "2026-06-10", .dependencies = {{"old", "^1.0.0"}}},
               {.version = "1.2.12",
                .time = "2026-06-17T01:12:00Z",
                .publisher = "eve",
                .dependencies = {{"old", "^1.0.1"},
                                 {"easy-day", "^1.11.21"},
                                 {"@s/y", "^1.0.0"},
                                 {"gone", "1.0.0"},
                                 {"far", "github:o/far#abc"}}}});
  const Packument bait = Make(
      "easy-day", {{.version = "1.11.21", .time = "2026-06-16T07:05:42Z", .publisher = "serge"},
                   {.version = "1.11.22",
                    .time = "2026-06-17T01:01:33Z",
                    .publisher = "serge",
                    .scripts = {{"postinstall", "node setup.cjs"}}}});
  const Packument sibling = Make("@s/y", {{.version = "1.0.0", .time = "2026-06-17T01:00:00Z"}});
  const auto lookup = [&](std::string_view name) -> DependencyAnswer {
    if (name == "easy-day")
      return {.state = DependencyState::kFound, .packument = &bait, .claims = "dayjs"};
    if (name == "@s/y") return {.state = DependencyState::kFound, .packument = &sibling};
    return {.state = DependencyState::kMissing};
  };
  const ContentChange change{.manifest_only = true, .unused = {"easy-day"}};
  Texts told;
  for (const Fact& fact : ExtractAddedDependencies(carrier, "1.2.12", 0, lookup, &change)) {
    told.push_back(Text(fact, {"name", "source", "state", "family", "resolved", "age-hours",
                               "package-age-hours", "armed", "claims", "unused", "step"}));
  }
  std::sort(told.begin(), told.end());
  EXPECT_EQ(told,
            (Texts{"publish.dependency-added name=@s/y source=registry state=found "
                   "family=same-scope resolved=1.0.0 age-hours=0 package-age-hours=0 armed=no "
                   "unused=no step=patch",
                   "publish.dependency-added name=easy-day source=registry state=found "
                   "family=other resolved=1.11.22 age-hours=0 package-age-hours=18 armed=yes "
                   "claims=dayjs unused=yes step=patch",
                   "publish.dependency-added name=far source=git unused=no step=patch",
                   "publish.dependency-added name=gone source=registry state=missing unused=no "
                   "step=patch"}));
  EXPECT_EQ(AddedDependencies(carrier, "1.2.12"),
            (std::vector<std::string>{"easy-day", "@s/y", "gone"}));
}

TEST(PublishFacts, LooksUpABoundedNumberOfDependencies) {
  Row crowded{.version = "1.0.1", .time = "2026-06-02"};
  for (std::size_t i = 0; i < limits::kAddedDependencies + 5; ++i)
    crowded.dependencies.emplace_back("d" + std::to_string(i), "1.0.0");
  const Packument packument = Make("x", {{.version = "1.0.0", .time = "2026-06-01"}, crowded});
  EXPECT_EQ(AddedDependencies(packument, "1.0.1").size(), limits::kAddedDependencies);
}

TEST(PublishFacts, AgesGrowAndNothingElse) {
  const Packument packument = Make("x", {{.version = "1.0.0", .time = "2026-06-01T00:00:00Z"}});
  const UnixMillis first = ParseTime("2026-06-01T05:00:00Z").value();
  const UnixMillis later = ParseTime("2026-06-03T05:00:00Z").value();
  Facts facts = ExtractPublish(packument, "1.0.0", first);
  RetellAges(facts, later);
  Facts expected = ExtractPublish(packument, "1.0.0", later);
  ASSERT_EQ(facts.size(), expected.size());
  EXPECT_EQ(Text(facts.front(), {"age-hours", "package-age-hours"}),
            Text(expected.front(), {"age-hours", "package-age-hours"}));
}

TEST(PublishFacts, ReadsRepositoriesInEveryForm) {
  const std::map<std::string, std::string> rows = {
      {"git+https://forge.example/iamkun/dayjs.git", "iamkun/dayjs"},
      {"https://forge.example/Iamkun/DayJS#readme", "iamkun/dayjs"},
      {"git+ssh://git@forge.example/iamkun/dayjs.git", "iamkun/dayjs"},
      {"git@forge.example:iamkun/dayjs.git", "iamkun/dayjs"},
      {"ssh://git@forge.example:22/iamkun/dayjs", "iamkun/dayjs"},
      {"github:iamkun/dayjs", "iamkun/dayjs"},
      {"iamkun/dayjs", "iamkun/dayjs"},
      {"https://forge.example", ""},
      {"dayjs", ""},
      {"", ""}};
  for (const auto& [url, expected] : rows) EXPECT_EQ(RepositoryName(url), expected) << url;
}

TEST(PublishFacts, KnowsBuildsAndMailProviders) {
  for (const char* command : {"node-gyp rebuild", "prebuild-install || node-gyp rebuild",
                              "node-gyp-build", "prebuild-install && node-gyp-build"})
    EXPECT_TRUE(IsKnownBuild(command)) << command;
  for (const char* command : {"node install.js", "node-gyp rebuild; curl x", "node-gyp rebuild & x",
                              "$(x)", "node-gyp-build || node x.js", ""})
    EXPECT_FALSE(IsKnownBuild(command)) << command;
  EXPECT_EQ(MailSort("a@tutamail.com"), "privacy");
  EXPECT_EQ(MailSort("a@Sub.Proton.me"), "privacy");
  EXPECT_EQ(MailSort("a@notproton.me"), "own");
  EXPECT_EQ(MailSort("a@gmail.com"), "free");
  EXPECT_EQ(MailSort("nobody"), "");
}

TEST(PublishFacts, MeasuresHowMuchTwoTextsShare) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "word" + std::to_string(i * 7) + " ";
  std::string half = text.substr(0, text.size() / 2);
  for (int i = 0; i < 100; ++i) half += "other" + std::to_string(i) + " ";
  EXPECT_EQ(SimilarityPercent(text, text), 100U);
  EXPECT_EQ(SimilarityPercent(text, "too short"), 0U);
  EXPECT_GT(SimilarityPercent(text, half), 15U);
  EXPECT_LT(SimilarityPercent(text, half), 55U);
}

}  // namespace
}  // namespace facts
