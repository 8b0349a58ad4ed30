#include "facts/change/change_facts.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "facts/extract.h"
#include "facts/harness_test.h"

namespace facts {
namespace {

using Files = std::map<std::string, std::string>;

constexpr const char* kManifest =
    R"({"name": "tool", "version": "1.0.0", "main": "index.js", "bin": {"tool": "cli.js"}})";

Files Tool() {
  return {
      {"package.json", kManifest},
      {"index.js", "exports.add = (a, b) => a + b;\nexports.twice = (a) => exports.add(a, a);\n"},
      {"cli.js", "#!/usr/bin/env node\nconsole.log(require('./index.js').twice(2));\n"},
      {"readme.md", "See https://docs.example/tool.\n"},
      {"a.js", "exports.a = 1;\n"},
      {"b.js", "exports.b = 1;\n"}};
}

Contents ContentsOf(const Files& files) {
  Contents contents;
  for (const auto& [path, text] : files)
    contents.files.push_back({.path = path, .bytes = AsBytes(text)});
  return contents;
}

/// What is told of a change, but for the count of files unless it is asked for.
std::string Told(const Files& before, const Files& now, std::string_view prefix = {}) {
  const Contents old_contents = ContentsOf(before);
  const Contents new_contents = ContentsOf(now);
  const Facts facts = ExtractChange({.before = old_contents,
                                     .before_facts = Extract(old_contents, {.name = "tool"}),
                                     .now = new_contents,
                                     .now_facts = Extract(new_contents, {.name = "tool"}),
                                     .before_version = "1.0.0"});
  Facts told;
  for (const Fact& fact : facts)
    if (prefix.empty() ? fact.kind != FactKind::kChangeSummary
                       : InfoOf(fact.kind).name.starts_with(prefix))
      told.push_back(fact);
  return Lines(told);
}

/// A line as obfuscators leave it.
std::string MachineMade(int names) {
  std::string text;
  for (int i = 0; i < names; ++i) text += fmt::format("var _0x{:04x}=['{:08x}'];", 0x1a2b + i, i);
  return text;
}

TEST(Change, OfNothingIsNothing) {
  EXPECT_EQ(Told(Tool(), Tool()), "");
}

TEST(Change, CountsFiles) {
  Files now = Tool();
  now.erase("a.js");
  now["b.js"] = "exports.b = 2;\n";
  now["c.js"] = "exports.c = 1;\n";
  EXPECT_EQ(Told(Tool(), now, "change.summary"),
            "change.summary package.json added=1 changed=1 previous=1.0.0 removed=1 same=4\n");
}

TEST(Change, OfTheManifestAloneNamesWhatItAdds) {
  Files now = Tool();
  now["package.json"] =
      R"({"name": "tool", "version": "1.0.1", "main": "index.js", "bin": {"tool": "cli.js"},
"dependencies": {"helper": "https://bucket.example/h.tgz"}})";
  EXPECT_EQ(Told(Tool(), now),
            "change.manifest-only package.json added-dependencies=1 previous=1.0.0\n");
  now["a.js"] = "exports.a = 2;\n";
  EXPECT_EQ(Told(Tool(), now), "");
}

TEST(Change, TellsAnEntryThatMovedToANewFile) {
  Files now = Tool();
  now["package.json"] =
      R"({"name": "tool", "version": "1.0.1", "main": "loader.js", "bin": {"tool": "cli.js"}})";
  now["loader.js"] = "module.exports = require('./index.js');\n";
  EXPECT_EQ(Told(Tool(), now),
            "change.entry-moved [import] package.json field=main now=loader.js was=index.js\n");
  // To a file that was there before: a refactoring.
  now["package.json"] =
      R"({"name": "tool", "version": "1.0.1", "main": "a.js", "bin": {"tool": "cli.js"}})";
  EXPECT_EQ(Told(Tool(), now), "");
}

TEST(Change, TellsCodeThatWasPutBeforeOrBehindTheOld) {
  const std::string more(70, 'x');
  Files now = Tool();
  now["index.js"] = "const " + more + " = 1;\n" + Tool()["index.js"];
  EXPECT_EQ(Told(Tool(), now), "change.code-inserted index.js bytes=81 path=index.js where=head\n");
  now["index.js"] = Tool()["index.js"] + "const " + more + " = 1;\n";
  EXPECT_EQ(Told(Tool(), now), "change.code-inserted index.js bytes=81 path=index.js where=tail\n");
  now["index.js"] = "// a banner\n" + Tool()["index.js"];
  EXPECT_EQ(Told(Tool(), now), "") << "too little to matter";
  now["index.js"] = "exports.other = '" + more + "';\n";
  EXPECT_EQ(Told(Tool(), now), "") << "the old text is gone: it was written anew";
}

TEST(Change, TellsHostsThatCodeNamesAndNothingNamedBefore) {
  Files now = Tool();
  now["a.js"] =
      "exports.a = ['https://new.example/x', 'https://docs.example/tool', 'http://[::1]/'];\n";
  EXPECT_EQ(Told(Tool(), now), "change.host-added a.js host=new.example path=a.js\n");
  now = Tool();
  now["readme.md"] = "See https://other.example/tool.\n";
  EXPECT_EQ(Told(Tool(), now), "") << "only text";
}

TEST(Change, TellsMachineMadeNamesThatThePackageDidNotHave) {
  Files now = Tool();
  now["index.js"] = MachineMade(19);
  EXPECT_EQ(Told(Tool(), now), "");
  now["index.js"] = MachineMade(20);
  const std::string line = std::to_string(now["index.js"].size());
  EXPECT_EQ(Told(Tool(), now),
            "change.obfuscation-gained [import] index.js entry=yes identifiers=20 longest-line=" +
                line + " path=index.js\n");
  Files before = Tool();
  before["a.js"] = MachineMade(20);
  EXPECT_EQ(Told(before, now, "change.obfuscation"), "") << "it always had some";
}

TEST(Change, TellsALargeOpaqueFileBesideCodeThatStayed) {
  Files now = Tool();
  now["data.js"] = "exports.d = '" + std::string(120'000, 'a') + "';\n";
  EXPECT_EQ(Told(Tool(), now),
            "change.opaque-file data.js bytes=120016 longest-line=120015 path=data.js\n");
  now["a.js"] = "exports.a = 2;\n";
  now["b.js"] = "exports.b = 2;\n";
  EXPECT_EQ(Told(Tool(), now), "") << "much else changed: a new build";
  Files lines = Tool();
  for (int i = 0; i < 12'000; ++i) lines["data.js"] += "exports.d1 = 1;\n";
  EXPECT_EQ(Told(Tool(), lines), "") << "large, and written by a person";
}

TEST(Change, TellsWhatAnInstallScriptRunsNow) {
  Files before = Tool();
  before["package.json"] =
      R"({"name": "tool", "version": "1.0.0", "main": "index.js", "scripts": {"postinstall": "node setup.js"}})";
  before["setup.js"] = "console.log('thank you');\n";
  Files now = before;
  EXPECT_EQ(Told(before, now), "");
  now["setup.js"] = "console.log('thank you all');\n";
  EXPECT_EQ(
      Told(before, now),
      "change.script-target [install] setup.js bytes=30 how=changed longest-line=29 opaque=no "
      "path=setup.js script=postinstall\n");
  before.erase("setup.js");
  now["setup.js"] = "console.log('" + std::string(1'000, 'a') + "');\n";
  EXPECT_EQ(
      Told(before, now),
      "change.script-target [install] setup.js bytes=1017 how=added longest-line=1016 opaque=yes "
      "path=setup.js script=postinstall\n");
}

TEST(UnusedDependencies, AreThoseThatNoCodeAndNoScriptNames) {
  Files files = Tool();
  files["index.js"] = "require('used');\n";
  files["package.json"] =
      R"({"name": "tool", "version": "1.0.0", "scripts": {"build": "builder ."}})";
  const Contents contents = ContentsOf(files);
  EXPECT_EQ(UnusedDependencies(contents, {"phantom", "used", "builder", "phantom"}),
            std::vector<std::string>{"phantom"});
  EXPECT_EQ(UnusedDependencies(ContentsOf({{"package.json", "{}"}}), {"phantom"}).size(), 0U);
}

}  // namespace
}  // namespace facts
