#include "registry/npmrc.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"
#include "registry/ini.h"
#include "registry/workspace_glob.h"

namespace registry {
namespace {

std::string Show(const std::vector<IniEntry>& entries) {
  std::string text;
  for (const IniEntry& entry : entries) {
    text += entry.key + (entry.is_array ? "[]" : "") + "=" +
            (entry.is_null ? "NULL" : entry.value) + "@" + std::to_string(entry.line) + ";";
  }
  return text;
}

// The expected texts are what ini 5 (npm 11) gives for the same lines.
TEST(Ini, ReadsLinesAsNpmDoes) {
  struct Case {
    const char* text;
    const char* expected;
  };
  for (const Case& c : {
           Case{"", ""},
           Case{"a=1", "a=1@1;"},
           Case{"  a  =  1  \r\nb=2\rc=3", "a=1@1;b=2@2;c=3@3;"},
           Case{"; no\n# no\n  ; no\n\na=1", "a=1@5;"},
           Case{"a", "a=true@1;"},
           Case{"a=", "a=@1;"},
           Case{"=1", ""},
           Case{"a=null", "a=NULL@1;"},
           Case{"a=b=c", "a=b=c@1;"},
           Case{"a=1 ; comment", "a=1@1;"},
           Case{"a=1 # comment", "a=1@1;"},
           Case{"a=1\\;2\\#3\\\\4\\n", "a=1;2#3\\4\\n@1;"},
           Case{"a=x\\", "a=x\\@1;"},
           Case{"a=\" x ; y \\n z\"", "a= x ; y \n z@1;"},
           Case{"a=' x ; y '", "a= x ; y @1;"},
           Case{"a='\"x\"'", "a=x@1;"},
           Case{"a=\"broken", "a=\"broken@1;"},
           Case{"a=\"", "a=\"@1;"},
           Case{"a[]=1\na[]=2", "a[]=1@1;a[]=2@2;"},
           Case{"[]=1", "[]=1@1;"},
           Case{"\"//h/:_authToken\"=t", "//h/:_authToken=t@1;"},
           Case{"a=1\n[section]\nb=2\n[other] \nc=3", "a=1@1;"},
           Case{"[not a section] x=1", "[not a section] x=1@1;"},
       }) {
    EXPECT_EQ(Show(ParseIni(c.text)), c.expected) << c.text;
  }
}

TEST(Ini, StopsAtTheLimitOfLines) {
  std::string text;
  for (std::uint32_t i = 0; i < limits::kNpmrcLines + 10; ++i) text += "a=1\n";
  EXPECT_EQ(ParseIni(text).size(), limits::kNpmrcLines);
}

TEST(Ini, ExpandsVariablesAsNpmDoes) {
  const auto lookup = [](std::string_view name) -> std::optional<std::string> {
    if (name == "A") return "alpha";
    if (name == "EMPTY") return "";
    return std::nullopt;
  };
  struct Case {
    const char* text;
    const char* expected;
  };
  for (const Case& c : {
           Case{"x${A}y", "xalphay"},
           Case{"${A}${A}", "alphaalpha"},
           Case{"${EMPTY}", ""},
           Case{"${NONE}", "${NONE}"},
           Case{"${NONE?}", ""},
           Case{"${A?}", "alpha"},
           Case{"\\${A}", "${A}"},
           Case{"\\\\${A}", "\\alpha"},
           Case{"\\\\\\${A}", "\\${A}"},
           Case{"$A", "$A"},
           Case{"${}", "${}"},
           Case{"${A", "${A"},
           Case{"${A?B}", "${A?B}"},
           Case{"${${A}}", "${alpha}"},
           Case{"$${A}", "$alpha"},
       }) {
    std::vector<std::string> used;
    EXPECT_EQ(ExpandVariables(c.text, lookup, used), c.expected) << c.text;
  }
}

class NpmrcTest : public testing::Test {
 protected:
  NpmrcTest() {
    places_ = {.home = "/home/me",
               .project = "/srv/app",
               .builtin_file = "/usr/lib/npm/npmrc",
               .prefix = "/usr"};
  }
  [[nodiscard]] Npmrc Read() const { return Npmrc::Read(files_, environment_, places_); }

  FakeFileSystem files_;
  Environment environment_;
  NpmPlaces places_;
};

TEST_F(NpmrcTest, StrongerLayersHideWeakerOnes) {
  const std::vector<std::pair<std::string, std::string>> files = {{"/usr/lib/npm/npmrc", "builtin"},
                                                                  {"/usr/etc/npmrc", "global"},
                                                                  {"/home/me/.npmrc", "user"},
                                                                  {"/srv/app/.npmrc", "project"}};
  for (const auto& [path, value] : files) {
    files_.Add(path, "\nregistry=" + value + "\n");
    const Npmrc npmrc = Read();
    EXPECT_EQ(npmrc.Value("registry"), value);
    EXPECT_EQ(npmrc.Find("registry")->Origin(), path + ":2");
    EXPECT_EQ(NameOf(npmrc.Find("registry")->layer), value);
  }
  environment_["npm_config_registry"] = "variable";
  EXPECT_EQ(Read().Value("registry"), "variable");
  EXPECT_EQ(Read().Find("registry")->Origin(), "environment npm_config_registry");
}

TEST_F(NpmrcTest, ReadsVariablesInAnyCaseWithUnderscores) {
  environment_ = {{"NPM_CONFIG_STRICT_SSL", "false"},
                  {"npm_Config__auth", "x"},
                  {"npm_config_//Registry.Example/:_authToken", "t"},
                  {"npm_config_empty", ""},
                  {"NPM_CONFIG_PROXY", "null"},
                  {"npm_config_ca", "one\n\ntwo"},
                  {"NPMCONFIG_NO", "1"}};
  const Npmrc npmrc = Read();
  EXPECT_TRUE(npmrc.IsFalse("strict-ssl"));
  EXPECT_EQ(npmrc.Value("_auth"), "x");
  EXPECT_EQ(npmrc.Value("//Registry.Example/:_authToken"), "t");
  EXPECT_EQ(npmrc.Find("empty"), nullptr);
  EXPECT_TRUE(npmrc.Find("proxy")->is_null());
  EXPECT_EQ(npmrc.Find("ca")->values.size(), 2U);
  EXPECT_EQ(npmrc.Effective().size(), 5U);
}

TEST_F(NpmrcTest, NullHidesAWeakerLayer) {
  files_.Add("/home/me/.npmrc", "proxy=http://proxy.example/");
  files_.Add("/srv/app/.npmrc", "proxy=null");
  EXPECT_EQ(Read().Value("proxy"), "");
  EXPECT_TRUE(Read().Find("proxy")->is_null());
}

TEST_F(NpmrcTest, ExpandsVariablesInKeysAndValuesAndNotesThoseOfTheProject) {
  environment_ = {{"HOST", "registry.example"}, {"TOKEN", "hush"}};
  files_.Add("/home/me/.npmrc", "//${HOST}/:_authToken=${TOKEN}\n");
  EXPECT_EQ(Read().Value("//registry.example/:_authToken"), "hush");
  EXPECT_TRUE(Read().diagnostics().empty());

  files_.Add("/srv/app/.npmrc", "registry=https://evil.example/${TOKEN}\n");
  const Npmrc npmrc = Read();
  ASSERT_EQ(npmrc.diagnostics().size(), 1U);
  EXPECT_EQ(npmrc.diagnostics()[0].code, "N003");
  EXPECT_EQ(npmrc.diagnostics()[0].message,
            "the project puts the environment variable `TOKEN` into `registry`");
  EXPECT_EQ(npmrc.diagnostics()[0].position.line, 1U);
}

TEST_F(NpmrcTest, TheUserFileMayBeNamedButNotByTheProject) {
  files_.Add("/srv/app/.npmrc", "userconfig=/srv/app/evil\nglobalconfig=/srv/app/evil\n");
  files_.Add("/srv/app/evil", "registry=https://evil.example/");
  EXPECT_EQ(Read().Value("registry"), "");
  files_.Add("/etc/other", "registry=https://other.example/");
  environment_["npm_config_userconfig"] = "/etc/other";
  EXPECT_EQ(Read().Value("registry"), "https://other.example/");
  environment_["npm_config_userconfig"] = "~/mine";
  files_.Add("/home/me/mine", "registry=https://mine.example/");
  EXPECT_EQ(Read().Value("registry"), "https://mine.example/");
}

TEST_F(NpmrcTest, TheHomeFileIsNotReadTwiceWhenTheProjectIsTheHome) {
  places_.project = "/home/me";
  files_.Add("/home/me/.npmrc", "registry=https://a.example/");
  EXPECT_EQ(Read().Find("registry")->layer, Layer::kUser);
}

TEST_F(NpmrcTest, AFileThatCannotBeReadIsAWarning) {
  files_.Add("/home/me/.npmrc/x", "a folder is in its place");
  files_.Add("/srv/app/.npmrc", std::string(limits::kNpmrcBytes + 1, '#'));
  const Npmrc npmrc = Read();
  ASSERT_EQ(npmrc.diagnostics().size(), 2U);
  EXPECT_EQ(npmrc.diagnostics()[0].code, "N001");
  EXPECT_EQ(npmrc.diagnostics()[1].code, "N002");
}

TEST_F(NpmrcTest, ShowsNoSecrets) {
  files_.Add("/home/me/.npmrc",
             "//a.example/:_authToken=hush\n//a.example/:_password=hush\n_auth=hush\n"
             "//a.example/:username=me\nregistry=https://a.example/\n"
             "proxy=http://me:hush@proxy.example/\nca[]=one\nca[]=two\ncafile=null\n");
  std::string shown;
  const Npmrc npmrc = Read();
  for (const Setting* setting : npmrc.Effective()) {
    shown += setting->key + " = " + Shown(*setting) + "\n";
  }
  EXPECT_EQ(shown,
            "//a.example/:_authToken = (protected)\n"
            "//a.example/:_password = (protected)\n"
            "//a.example/:username = `me`\n"
            "_auth = (protected)\n"
            "ca = `one`, `two`\n"
            "cafile = null\n"
            "proxy = (protected)\n"
            "registry = `https://a.example/`\n");
}

TEST_F(NpmrcTest, PathsKnowTheHomeFolderAndTheProject) {
  files_.Add("/home/me/.npmrc", "cache=~/c\ncafile=certs/ca.pem\n");
  EXPECT_EQ(Read().Path("cache"), "/home/me/c");
  EXPECT_EQ(Read().Path("cafile"), "/srv/app/certs/ca.pem");
  EXPECT_EQ(Read().Path("none"), "");
}

class NpmPlacesTest : public testing::Test {
 protected:
  NpmPlacesTest() {
    files_.Add("/opt/node/bin/node", "");
    files_.Add("/opt/node/lib/node_modules/npm/bin/npm-cli.js", "");
    files_.AddLink("/usr/bin/node", "/opt/node/bin/node");
    files_.AddLink("/usr/bin/npm", "/opt/node/lib/node_modules/npm/bin/npm-cli.js");
    environment_ = {{"PATH", "relative:/none:/usr/bin"}, {"HOME", "/home/me"}};
  }
  FakeFileSystem files_;
  Environment environment_;
};

TEST_F(NpmPlacesTest, FollowsLinksOfNodeAndNpm) {
  files_.Add("/srv/app/package.json", "{}");
  const NpmPlaces places = FindNpmPlaces(files_, environment_, "/srv/app");
  EXPECT_EQ(places.home, "/home/me");
  EXPECT_EQ(places.prefix, "/opt/node");
  EXPECT_EQ(places.builtin_file, "/opt/node/lib/node_modules/npm/npmrc");
  EXPECT_EQ(places.project, "/srv/app");
  environment_["PREFIX"] = "/elsewhere";
  EXPECT_EQ(FindNpmPlaces(files_, environment_, "/srv/app").prefix, "/elsewhere");
}

TEST_F(NpmPlacesTest, TheProjectIsTheNearestManifestUpwardsOrItsWorkspaceRoot) {
  const auto project = [&](const char* folder) {
    return FindNpmPlaces(files_, environment_, folder).project;
  };
  files_.Add("/srv/mono/package.json", R"({"workspaces": ["packages/*", "!packages/out"]})");
  files_.Add("/srv/mono/packages/in/package.json", "{}");
  files_.Add("/srv/mono/packages/in/src/x.js", "");
  files_.Add("/srv/mono/packages/out/package.json", "{}");
  files_.Add("/srv/mono/tools/package.json", "{}");
  files_.Add("/srv/plain/x.js", "");
  EXPECT_EQ(project("/srv/mono"), "/srv/mono");
  EXPECT_EQ(project("/srv/mono/packages/in/src"), "/srv/mono");
  EXPECT_EQ(project("/srv/mono/packages/out"), "/srv/mono/packages/out");
  EXPECT_EQ(project("/srv/mono/tools"), "/srv/mono/tools");
  EXPECT_EQ(project("/srv/plain"), "/srv/plain");
}

TEST(WorkspaceGlob, MatchesSegmentsAndTrees) {
  struct Case {
    const char* pattern;
    const char* folder;
    bool expected;
  };
  for (const Case& c : {
           Case{"packages/*", "packages/a", true},
           Case{"packages/*", "packages/a/b", false},
           Case{"packages/*", "packages", false},
           Case{"./packages/*/", "/packages/a", true},
           Case{"packages/**", "packages/a/b/c", true},
           Case{"**", "a/b", true},
           Case{"**/x", "a/b/x", true},
           Case{"**/x", "a/x/b", false},
           Case{"a?c", "abc", true},
           Case{"a*c*", "abcd", true},
           Case{"a*c", "abcd", false},
           Case{"", "", true},
       }) {
    EXPECT_EQ(MatchesWorkspaceGlob(c.pattern, c.folder), c.expected)
        << c.pattern << " " << c.folder;
  }
}

}  // namespace
}  // namespace registry
