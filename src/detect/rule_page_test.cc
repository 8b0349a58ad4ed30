#include "detect/rule_page.h"

#include <gtest/gtest.h>

#include "base/golden.h"

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

}  // namespace

}  // namespace detect
