#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "base/text.h"
#include "model/fact.h"

namespace facts {
namespace {

constexpr const char* kPath = SALLYPORT_SOURCE_DIR "/docs/facts.md";

std::string Page() {
  std::string page =
      "# Facts\n\n"
      "What Sallyport observes, without opinion; rule cards say what it means. Made from "
      "`src/model/fact_kinds.def` by the test `FactsPage` (`UPDATE_GOLDEN=1 facts_test` rewrites "
      "it).\n\n"
      "Values: `yes` or `no` for truths, decimal digits for counts and sizes, words from the list "
      "in the "
      "meaning, and else the package's own text. A value that would be empty is left out; a key "
      "may come "
      "several times. Every fact has a file, and a line where there is one; `sallyport facts PATH` "
      "prints "
      "them as JSON lines.\n";
  std::string group;
  for (std::size_t i = 0; i < FactKindCount(); ++i) {
    const FactKindInfo& info = InfoOf(static_cast<FactKind>(i));
    const std::string_view family = info.name.substr(0, info.name.find('.'));
    if (family != group) {
      group = family;
      page += "\n## " + group + "\n\n| kind | values | meaning |\n|---|---|---|\n";
    }
    std::string keys;
    for (const std::string_view key : Split(info.keys, ' '))
      keys += (keys.empty() ? "`" : ", `") + std::string(key) + "`";
    page += "| `" + std::string(info.name) + "` | " + keys + " | " +
            ReplaceAll(std::string(info.meaning), "|", "\\|") + " |\n";
  }
  return page;
}

TEST(FactsPage, IsWhatTheListSays) {
  const std::string page = Page();
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(kPath) << page;
  std::ifstream file(kPath);
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), page) << "docs/facts.md is stale: run UPDATE_GOLDEN=1 facts_test";
}

}  // namespace
}  // namespace facts
