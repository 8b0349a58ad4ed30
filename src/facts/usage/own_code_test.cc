#include "facts/usage/own_code.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "model/use_limits.h"

namespace facts {
namespace {

/// "lodash: merge template" for what a file imports, "lodash: *" for a module handed on; then the
/// names that are only named, "(computed)" and "(unread)".
std::string Use(const std::string& path, std::string_view text) {
  OwnCode own({"lodash", "@acme/tool"});
  own.TakeFile(path, text);
  const ProjectUse use = own.Finish();
  std::vector<std::string> parts;
  for (const auto& [name, package] : use.imported) {
    std::string part = name + ":";
    for (const std::string& one : package.exports) part += " " + one;
    parts.push_back(part + (package.whole ? " *" : ""));
  }
  for (const std::string& name : use.named) {
    if (!use.imported.contains(name)) parts.push_back("named " + name);
  }
  if (use.computed) parts.emplace_back("(computed)");
  if (!use.unread.empty()) parts.emplace_back("(unread)");
  return Join(parts, "; ");
}

TEST(OwnCode, SeesEveryWayToImport) {
  struct Row {
    const char* path;
    const char* text;
    const char* use;
  };
  const Row kRows[] = {
      {"a.mjs", "import { merge, template as t } from 'lodash'", "lodash: merge template"},
      {"a.mjs", "import _ from 'lodash'; _.template('x'); _.map([])", "lodash: map template"},
      {"a.mjs", "import * as l from 'lodash'; l['merge']({})", "lodash: merge"},
      {"a.mjs", "import l from 'lodash'; l()", "lodash: default"},
      {"a.mjs", "import l from 'lodash'; run(l)", "lodash: *"},
      {"a.mjs", "import l from 'lodash'; l[name]()", "lodash: *"},
      {"a.mjs", "import l from 'lodash'; const { merge, map: m } = l", "lodash: map merge"},
      {"a.mjs", "import l from 'lodash'; const { merge, ...rest } = l", "lodash: merge *"},
      {"a.mjs", "import 'lodash'", "lodash:"},
      {"a.mjs", "export { merge } from 'lodash'", "lodash: merge"},
      {"a.mjs", "export * from 'lodash'", "lodash: *"},
      {"a.mjs", "const l = await import('lodash'); l.merge()", "lodash: merge"},
      {"a.mjs", "(await import('lodash')).merge()", "lodash: merge"},
      {"a.mjs", "import('lodash').then(l => l.merge())", "lodash: then"},
      {"a.js", "const l = require('lodash'); l.merge()", "lodash: merge"},
      {"a.js", "const { merge } = require('lodash')", "lodash: merge"},
      {"a.js", "require('lodash').merge()", "lodash: merge"},
      {"a.js", "require('lodash')()", "lodash: default"},
      {"a.js", "module.exports = require('lodash')", "lodash: *"},
      {"a.js", "let l = require('lodash'); l = other", "lodash: *"},
      {"a.js", "require('lodash/merge')({})", "lodash: default merge"},
      {"a.js", "new (require('@acme/tool'))()", "@acme/tool: default"},
      {"a.ts", "import type { A } from 'lodash'; let a: A", "named lodash"},
      {"a.ts", "import { type A, merge } from 'lodash'; merge()", "lodash: merge"},
      {"a.ts", "import l = require('lodash'); let x: l.Y; l.merge()", "lodash: merge"},
      {"a.tsx", "import T from '@acme/tool'; export const x = <T.Box a={1}/>", "@acme/tool: Box"},
      {"a.jsx", "import T from '@acme/tool'; export const x = <T a={1}/>", "@acme/tool: *"},
      {"a.js", "jest.mock('lodash')", "named lodash"},
      {"a.js", "require(name)", "(computed)"},
      {"a.js", "require('./' + name); import(`../x/${name}`)", ""},
      {"a.js", "require(`lodash/${name}`)", "lodash: *"},
      {"a.js", "require('fs'); require('node:path')", "fs:"},
      {"a.js", "import './local'; const x = '/lodash'", ""},
      {"a.js", "const = ; require('lodash')", "lodash:; (unread)"},
      {"page.vue", "<script>import x from 'lodash'</script>", "named lodash"},
      {"page.vue", "<script>import x from 'lodash-es'</script>", ""},
      {"bom.json", R"({"bomFormat": "CycloneDX", "components": [{"name": "lodash"}]})", ""},
      {"tool.config.json", R"({"plugins": ["@acme/tool"]})", "named @acme/tool"},
  };
  for (const Row& row : kRows) EXPECT_EQ(Use(row.path, row.text), row.use) << row.text;
}

TEST(OwnCode, TellsWhereAndOnlyAFewPlaces) {
  OwnCode own({});
  for (int i = 9; i > 0; --i)
    own.TakeFile("f" + std::to_string(i) + ".js", "\n  require('lodash')\n");
  const ProjectUse use = own.Finish();
  const auto& places = use.imported.at("lodash").places;
  ASSERT_EQ(places.size(), limits::kUsePlaces);
  EXPECT_EQ(places[0], (ImportPlace{.file = "f1.js", .position = {.line = 2, .column = 3}}));
  EXPECT_EQ(use.files, 9U);
  EXPECT_TRUE(use.complete());
}

TEST(OwnCode, TakesTooManyNamesForAllOfThem) {
  std::string text = "const l = require('lodash')\n";
  for (std::size_t i = 0; i <= limits::kUseExports; ++i) text += "l.a" + std::to_string(i) + "\n";
  OwnCode own({});
  own.TakeFile("a.js", text);
  const ProjectUse use = own.Finish();
  EXPECT_TRUE(use.imported.at("lodash").whole);
  EXPECT_EQ(use.imported.at("lodash").exports.size(), limits::kUseExports);
}

TEST(OwnCode, StopsAtTheLimits) {
  OwnCode own({"lodash"});
  const std::string half(limits::kOwnBytes / 2 + 1, ' ');
  own.TakeFile("a.json", half);
  own.TakeFile("b.json", half);
  const ProjectUse use = own.Finish();
  EXPECT_EQ(use.unread, std::vector<std::string>{"b.json: there is more own code than the limit"});
  EXPECT_FALSE(use.complete());

  OwnCode many({});
  for (std::size_t i = 0; i <= limits::kOwnFiles; ++i) many.TakeFile("x.json", "");
  EXPECT_EQ(many.Finish().unread.size(), 1U);
}

TEST(OwnCode, LooksIntoCodeAndSettingsOnly) {
  EXPECT_TRUE(OwnCode::Wants("src/a.ts"));
  EXPECT_TRUE(OwnCode::Wants(".eslintrc.json"));
  EXPECT_TRUE(OwnCode::Wants("app/page.vue"));
  EXPECT_FALSE(OwnCode::Wants("package-lock.json"));
  EXPECT_FALSE(OwnCode::Wants("README.md"));
  EXPECT_FALSE(OwnCode::Wants("types/a.d.ts"));
}

TEST(OwnCode, NamesPackagesBySpecifier) {
  EXPECT_EQ(PackageOfSpecifier("lodash/fp"), "lodash");
  EXPECT_EQ(PackageOfSpecifier("@a/b/c.js"), "@a/b");
  EXPECT_EQ(PackageOfSpecifier("style-loader!css?x"), "css");
  for (const char* none : {"", "./a", "/a", "#a", "node:fs", "https://a.example/x", "@", "@/x"})
    EXPECT_EQ(PackageOfSpecifier(none), "") << none;
}

}  // namespace
}  // namespace facts
