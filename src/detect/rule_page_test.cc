#include "detect/rule_page.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "base/golden.h"
#include "base/limits.h"
#include "base/text.h"

namespace detect {

namespace {

TEST(RulePages, AreWhatTheCardsSay) {
  for (const CardText& card : BuiltInCards())
    ExpectGolden(RulePage(card), "docs/rules/" + std::string(card.file));
  ExpectGolden(RuleIndex(BuiltInCards()), "docs/rules/README.md");
}

TEST(RulePages, ThereIsNoneWithoutACard) {
  const auto entries = DiskFileSystem().List(SALLYPORT_SOURCE_DIR "/docs/rules");
  ASSERT_TRUE(entries.has_value());
  EXPECT_EQ(entries->size(), BuiltInCards().size() + 1);
}

/// docs/coverage.md: every rule stands there, and what stands in its second column in the form of a
/// rule's name is one.
TEST(RulePages, TheListOfWhatIsLookedForNamesThemAll) {
  const auto bytes =
      DiskFileSystem().Read(SALLYPORT_SOURCE_DIR "/docs/coverage.md", limits::kJsonBytes);
  ASSERT_TRUE(bytes.has_value());
  const std::string_view text = AsText(*bytes);
  std::set<std::string, std::less<>> ids;
  for (const CardText& card : BuiltInCards())
    ids.emplace(card.file.substr(0, card.file.rfind('.')));
  std::set<std::string, std::less<>> named;
  for (const std::string_view line : Split(text, '\n')) {
    if (!line.starts_with("| ")) continue;
    const auto pieces = Split(line, '`');
    for (std::size_t i = 1; i + 1 < pieces.size(); i += 2) {
      const bool rule =
          pieces[i].find('-') != std::string_view::npos &&
          pieces[i].find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos &&
          !pieces[i].starts_with('-');
      if (rule) named.emplace(pieces[i]);
    }
  }
  for (const std::string& id : ids) EXPECT_TRUE(named.contains(id)) << id << " is not listed";
  for (const std::string& id : named) EXPECT_TRUE(ids.contains(id)) << id << " is no rule";
}

}  // namespace

}  // namespace detect
