#include "registry/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "registry/ask_npm.h"

namespace registry {
namespace {

Result<std::string> NobodyKnows() {
  return Fail("nobody knows");
}

class SettingsTest : public testing::Test {
 protected:
  [[nodiscard]] Settings Read(Settings::AskForRegistry ask = NobodyKnows) const {
    const NpmPlaces places = {.home = "/home/me", .project = "/app"};
    return {Npmrc::Read(files_, environment_, places), environment_, std::move(ask)};
  }
  void User(std::string_view text) { files_.Add("/home/me/.npmrc", text); }
  void Project(std::string_view text) { files_.Add("/app/.npmrc", text); }
  [[nodiscard]] std::string RegistryOf(const char* name) const {
    const auto url = Read().RegistryOf(*PackageName::Parse(name));
    return url ? url->ToString() : url.error().message;
  }
  /// What is sent to `url` by packages of `registry`.
  [[nodiscard]] std::string Sent(const char* url,
                                 const char* registry = "https://a.example/npm/") const {
    const Credentials credentials =
        Read().CredentialsFor(*net::Url::Parse(url), *net::Url::Parse(registry));
    return credentials.authorization.Reveal();
  }

  FakeFileSystem files_;
  Environment environment_;
};

TEST_F(SettingsTest, AScopeHasItsOwnRegistry) {
  User("registry=https://a.example/\n@corp:registry=https://corp.example/npm\n");
  EXPECT_EQ(RegistryOf("left-pad"), "https://a.example/");
  EXPECT_EQ(RegistryOf("@other/x"), "https://a.example/");
  EXPECT_EQ(RegistryOf("@corp/x"), "https://corp.example/npm");
}

TEST_F(SettingsTest, AsksAheadOnAnotherThreadAndOnceForAll) {
  std::atomic<int> asked = 0;
  std::thread::id asker;
  const auto ask = [&]() -> Result<std::string> {
    ++asked;
    asker = std::this_thread::get_id();
    return "https://asked.example/";
  };
  const auto name = *PackageName::Parse("x");
  {
    const Settings settings = Read(ask);
    settings.AskAhead();
    settings.AskAhead();
    EXPECT_EQ(settings.RegistryOf(name)->ToString(), "https://asked.example/");
  }
  EXPECT_EQ(asked, 1);
  {
    const Settings settings = Read(ask);
    settings.AskAhead();
  }
  EXPECT_EQ(asked, 2) << "nobody needs the answer, and nobody is left behind";
  EXPECT_NE(asker, std::this_thread::get_id());
  User("registry=https://a.example/\n");
  Read(ask).AskAhead();
  EXPECT_EQ(asked, 2);
}

TEST_F(SettingsTest, AsksOnceAndOnlyWhenNothingIsConfigured) {
  int asked = 0;
  const auto ask = [&]() -> Result<std::string> {
    ++asked;
    return "https://asked.example/";
  };
  const auto name = *PackageName::Parse("x");
  {
    const Settings settings = Read(ask);
    EXPECT_EQ(asked, 0);
    EXPECT_EQ(settings.RegistryOf(name)->ToString(), "https://asked.example/");
    EXPECT_EQ(settings.RegistryOf(name)->ToString(), "https://asked.example/");
    EXPECT_EQ(asked, 1);
  }
  User("registry=https://a.example/");
  EXPECT_EQ(Read(ask).RegistryOf(name)->ToString(), "https://a.example/");
  EXPECT_EQ(asked, 1);
}

TEST_F(SettingsTest, ABadRegistryIsAnErrorWithHelp) {
  User("registry=ftp://a.example/");
  const Settings settings = Read();
  const auto url = settings.RegistryOf(*PackageName::Parse("x"));
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message,
            "the configured registry: `ftp://a.example/` is not a URL that can be fetched: the "
            "scheme `ftp` is not http or https");
  EXPECT_FALSE(url.error().help.empty());
}

TEST_F(SettingsTest, ATokenGoesToItsHostAndPathOnly) {
  User("//a.example/npm/:_authToken=hush\n");
  EXPECT_EQ(Sent("https://a.example/npm/x"), "Bearer hush");
  EXPECT_EQ(Sent("https://a.example/npm/x/-/x-1.0.0.tgz?y=z"), "Bearer hush");
  // npm too: another path of the registry's own host.
  EXPECT_EQ(Sent("https://a.example/files/x-1.0.0.tgz"), "Bearer hush");
  for (const char* url :
       {"https://b.example/npm/x", "https://a.example.evil.example/npm/x",
        "https://evila.example/npm/x", "https://a.example:8443/npm/x", "https://example/npm/x"}) {
    EXPECT_EQ(Sent(url), "") << url;
  }
  EXPECT_EQ(Sent("https://a.example/other/", "https://b.example/"), "");
}

TEST_F(SettingsTest, TheLongestPathWins) {
  User(
      "//a.example/:_authToken=host\n//a.example/npm/deep/:_authToken=deep\n"
      "//a.example/bare:_authToken=bare\n");
  EXPECT_EQ(Sent("https://a.example/npm/x"), "Bearer host");
  EXPECT_EQ(Sent("https://a.example/npm/deep/x"), "Bearer deep");
  EXPECT_EQ(Sent("https://a.example/bare/x"), "Bearer bare");
}

TEST_F(SettingsTest, ReadsAllKindsOfCredentialsInNpmsOrder) {
  User("//a.example/:username=me\n//a.example/:_password=cGFzcw==\n");
  EXPECT_EQ(Sent("https://a.example/x"), "Basic bWU6cGFzcw==");
  User("//a.example/:username=me\n//a.example/:_password=cGFzcw==\n//a.example/:_auth=QUJD\n");
  EXPECT_EQ(Sent("https://a.example/x"), "Basic QUJD");
  User("//a.example/:_auth=QUJD\n//a.example/:_authToken=hush\n");
  EXPECT_EQ(Sent("https://a.example/x"), "Bearer hush");
  User("_authToken=general\n_auth=general\n");
  EXPECT_EQ(Sent("https://a.example/x"), "") << "npm 9 and later: only below a host";
  User("//a.example/:certfile=/c.pem\n//a.example/:keyfile=/k.pem\n");
  const Settings settings = Read();
  const auto url = *net::Url::Parse("https://a.example/x");
  EXPECT_EQ(settings.CredentialsFor(url, url).certificate,
            (net::ClientCertificate{.certificate_file = "/c.pem", .key_file = "/k.pem"}));
}

TEST_F(SettingsTest, AnUnsetVariableOrALineBreakIsNoToken) {
  User("//a.example/:_authToken=${UNSET}\n");
  EXPECT_EQ(Sent("https://a.example/x"), "");
  User("//a.example/:_authToken=\"x\\r\\nHost: evil.example\"\n");
  EXPECT_EQ(Sent("https://a.example/x"), "");
}

TEST_F(SettingsTest, AProjectThatDecidesTheWayGetsNoForeignToken) {
  User("//a.example/:_authToken=mine\n");
  for (const char* line : {"proxy=http://evil.example/\n", "https-proxy=http://evil.example/\n",
                           "cafile=evil.pem\n", "ca[]=evil\n"}) {
    Project(line);
    EXPECT_EQ(Sent("https://a.example/x"), "") << line;
    ASSERT_EQ(Read().diagnostics().size(), 1U);
    EXPECT_EQ(Read().diagnostics()[0].code, "N005");
  }
  Project("cafile=own.pem\n//a.example/:_authToken=projects\n");
  EXPECT_EQ(Sent("https://a.example/x"), "Bearer projects");
  Project("save-exact=true\n");
  EXPECT_EQ(Sent("https://a.example/x"), "Bearer mine");
}

TEST_F(SettingsTest, ReadsProxiesFromSettingsThenVariables) {
  environment_ = {{"HTTPS_PROXY", "http://upper.example/"}, {"no_proxy", "a.example"}};
  EXPECT_EQ(Read().connection().https_proxy.Reveal(), "http://upper.example/");
  EXPECT_TRUE(Read().connection().http_proxy.empty());
  EXPECT_EQ(Read().connection().no_proxy, "a.example");
  environment_["https_proxy"] = "http://lower.example/";
  environment_["http_proxy"] = "http://plain.example/";
  EXPECT_EQ(Read().connection().https_proxy.Reveal(), "http://lower.example/");
  EXPECT_EQ(Read().connection().http_proxy.Reveal(), "http://plain.example/");
  User("proxy=http://user.example/\nnoproxy=b.example\n");
  EXPECT_EQ(Read().connection().https_proxy.Reveal(), "http://user.example/");
  EXPECT_EQ(Read().connection().no_proxy, "b.example");
  User("proxy=http://user.example/\nhttps-proxy=http://secure.example/\n");
  EXPECT_EQ(Read().connection().https_proxy.Reveal(), "http://secure.example/");
  User("proxy=false\n");
  EXPECT_TRUE(Read().connection().https_proxy.empty());
}

TEST_F(SettingsTest, CertificatesAreVerifiedWhateverIsSet) {
  User("\nstrict-ssl=false\n");
  const Settings settings = Read();
  ASSERT_EQ(settings.diagnostics().size(), 1U);
  EXPECT_EQ(settings.diagnostics()[0].code, "N004");
  EXPECT_EQ(settings.diagnostics()[0].position.line, 2U);
}

TEST_F(SettingsTest, NamesRegistriesWithoutAskingNpm) {
  EXPECT_TRUE(Read().NamedRegistryHosts().empty());
  User("registry=https://b.example/npm/\n@s:registry=https://a.example/\n");
  Project("@t:registry=https://b.example/other/\n@u:registry=no url\n");
  EXPECT_EQ(Read().NamedRegistryHosts(), (std::vector<std::string>{"a.example", "b.example"}));
}

TEST_F(SettingsTest, KnowsNpmsCacheAndExtraCertificates) {
  EXPECT_EQ(Read().npm_cache(), "/home/me/.npm/_cacache");
  environment_["NODE_EXTRA_CA_CERTS"] = "/etc/corp.pem";
  User("cache=/big/cache\nca=\"one\\ntwo\"\n");
  EXPECT_EQ(Read().npm_cache(), "/big/cache/_cacache");
  EXPECT_EQ(Read().connection().extra_ca_file, "/etc/corp.pem");
  EXPECT_EQ(Read().connection().ca_pem, "one\ntwo\n");
}

TEST(RegistryInDefinitions, IsWhatNpmFallsBackTo) {
  // As npm 9 and as npm 10 to 12 write it.
  EXPECT_EQ(RegistryInDefinitions("define('readonly', {\n  default: false,\n})\n"
                                  "define('registry', {\n  default: 'https://npm.example/',\n"
                                  "  type: url,\n"),
            "https://npm.example/");
  EXPECT_EQ(RegistryInDefinitions("  registry: new Definition('registry', {\n"
                                  "    default: \"https://npm.example/x/\",\n"),
            "https://npm.example/x/");
}

TEST(RegistryInDefinitions, TellsNothingThatIsNotWrittenDown) {
  for (const std::string_view text :
       {"", "define('registry', {", "define('registry', {\n default: null",
        "'registry', { default: '",
        "define('registry', {\n type: url,\n default: 'https://npm.example/'",
        "define('registry', {\n default: `https://npm.example/`", "'registry', { default: 'no url'",
        "define('registry', {\n default: usual, other: 'https://npm.example/'"}) {
    EXPECT_EQ(RegistryInDefinitions(text), std::nullopt) << text;
  }
}

TEST(RegistryOfNpmIn, KnowsWhereEveryNpmKeepsItsTable) {
  constexpr std::string_view kTable = "define('registry', {\n  default: 'https://npm.example/',\n";
  FakeFileSystem files;
  EXPECT_EQ(RegistryOfNpmIn(files, "/npm"), std::nullopt);
  files.Add("/npm/lib/utils/config/definitions.js", kTable);
  EXPECT_EQ(RegistryOfNpmIn(files, "/npm"), "https://npm.example/");
  files.Add("/new/node_modules/@npmcli/config/lib/definitions/definitions.js", kTable);
  EXPECT_EQ(RegistryOfNpmIn(files, "/new"), "https://npm.example/");
}

/// A folder with an `npm` that is the given shell script.
class AskNpmTest : public testing::Test {
 protected:
  Result<std::string> Ask(const std::string& script,
                          std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
    const std::string folder = testing::TempDir() + "ask_npm_test";
    ::mkdir(folder.c_str(), 0755);
    const std::string npm = folder + "/npm";
    std::ofstream(npm) << "#!/bin/sh\n" << script << "\n";
    ::chmod(npm.c_str(), 0755);
    return AskNpmForRegistry({{"PATH", folder + ":/usr/bin:/bin"}, {"ONE", "1"}}, timeout);
  }
};

TEST_F(AskNpmTest, GivesWhatNpmPrints) {
  EXPECT_EQ(Ask("echo https://a.example/").value(), "https://a.example/");
  EXPECT_EQ(Ask("echo noise >&2; echo https://a.example/npm/").value(), "https://a.example/npm/");
}

TEST_F(AskNpmTest, RunsItWithoutScriptsInTheRootFolderWithTheGivenEnvironmentAlone) {
  EXPECT_EQ(Ask(R"(echo "https://a.example$(pwd)$*" | tr ' ' '/')").value(),
            "https://a.example/config/get/registry/--ignore-scripts");
  EXPECT_EQ(Ask(R"(echo "https://a.example/$ONE/${HOME:-nohome}")").value(),
            "https://a.example/1/nohome");
}

TEST_F(AskNpmTest, FailuresSayWhatToDo) {
  const auto message = [&](const Result<std::string>& result) {
    EXPECT_FALSE(result);
    EXPECT_NE(result.error().help.find("registry="), std::string::npos);
    return result.error().message;
  };
  EXPECT_EQ(message(Ask("exit 3")), "no registry is configured, and `npm config` failed");
  EXPECT_TRUE(message(Ask("echo undefined"))
                  .starts_with("no registry is configured, and `undefined` is not a URL"));
  EXPECT_EQ(message(Ask("sleep 600", std::chrono::milliseconds(200))),
            "no registry is configured, and npm did not answer within 200 ms");
  EXPECT_EQ(message(Ask("yes")), "no registry is configured, and npm gave more than a URL");
  EXPECT_EQ(message(AskNpmForRegistry({{"PATH", "/nonexistent:."}}, std::chrono::seconds(1))),
            "no registry is configured, and there is no `npm` to ask");
}

}  // namespace
}  // namespace registry
