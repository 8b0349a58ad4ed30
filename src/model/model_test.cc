#include <gtest/gtest.h>

#include "model/assessment.h"
#include "model/contents.h"
#include "model/fact.h"
#include "model/integrity.h"
#include "model/package_id.h"

TEST(Integrity, ChecksTheStrongestAlgorithmOnly) {
  const Integrity right = Integrity::Of(AsBytes("abc"));
  EXPECT_TRUE(right.Matches(AsBytes("abc")));
  EXPECT_FALSE(right.Matches(AsBytes("abd")));
  // A right SHA-1 does not save a wrong SHA-512.
  const auto mixed = Integrity::Parse(Integrity::Of(AsBytes("abd")).ToString() +
                                      " sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
  ASSERT_TRUE(mixed.has_value());
  EXPECT_EQ(mixed->hashes().size(), 2U);
  EXPECT_FALSE(mixed->Matches(AsBytes("abc")));
}

TEST(Integrity, ReadsWhatNpmWrites) {
  const auto sha1 = Integrity::Parse("sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
  ASSERT_TRUE(sha1.has_value());
  EXPECT_TRUE(sha1->Matches(AsBytes("abc")));
  EXPECT_EQ(Integrity::FromShasum("A9993E364706816ABA3E25717850C26C9CD0D89D"), sha1);
  EXPECT_EQ(Integrity::Parse(Integrity::Of(AsBytes("x")).ToString()), Integrity::Of(AsBytes("x")));
  EXPECT_EQ(Integrity::Parse("md5-AAAA sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=?opt\n"), sha1);
  for (const char* wrong : {"", "md5-AAAA", "sha512-AAAA", "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J==",
                            "sha1-****************************", "sha1"}) {
    EXPECT_EQ(Integrity::Parse(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(Integrity::FromShasum("xyz"), std::nullopt);
  EXPECT_FALSE(Integrity().Matches({}));
}

TEST(PackageName, RefusesWhatCouldLeaveItsFolder) {
  for (const char* right : {"a", "@s/a", "Old_Name", "a.b", "@types/node", "$"}) {
    EXPECT_TRUE(PackageName::Parse(right).has_value()) << right;
  }
  for (const char* wrong : {"", ".", "..", "../a", "a/b", "@s", "@s/", "@/a", "@s/..", "@s/a/b",
                            "a\\b", "a b", "a\x1b[0m"}) {
    EXPECT_FALSE(PackageName::Parse(wrong).has_value()) << wrong;
  }
  EXPECT_FALSE(PackageName::Parse(std::string(215, 'a')).has_value());
  const auto scoped = PackageName::Parse("@mastra/core");
  EXPECT_EQ(scoped->scope(), "@mastra");
  EXPECT_EQ(scoped->base(), "core");
}

TEST(NpmPurl, EncodesTheScope) {
  EXPECT_EQ(NpmPurl(*PackageName::Parse("@mastra/core"), "1.42.1"),
            "pkg:npm/%40mastra/core@1.42.1");
  EXPECT_EQ(NpmPurl(*PackageName::Parse("a"), "1.0.0-rc.1+build"), "pkg:npm/a@1.0.0-rc.1%2Bbuild");
  EXPECT_EQ(NpmPurl(*PackageName::Parse("a"), ""), "pkg:npm/a");
}

TEST(FactKinds, AreFoundByName) {
  for (std::size_t i = 0; i < FactKindCount(); ++i) {
    const auto kind = static_cast<FactKind>(i);
    EXPECT_EQ(FindFactKind(InfoOf(kind).name), kind);
  }
  EXPECT_EQ(FindFactKind("no.such"), std::nullopt);
}

TEST(Facts, SortIsTheSameFromAnyOrder) {
  const auto fact = [](const char* file, std::uint32_t line, const char* value) {
    Fact made{.kind = FactKind::kArchiveOddity};
    made.evidence.file = Untrusted(file);
    made.evidence.position = {.line = line, .column = 1};
    made.values = {{.key = "path", .text = Untrusted(value)},
                   {.key = "detail", .text = Untrusted("d")}};
    return made;
  };
  Facts one = {fact("b", 1, "x"), fact("a", 2, "x"), fact("a", 1, "y"), fact("a", 1, "x")};
  Facts two = {one[3], one[2], one[1], one[0]};
  Sort(one);
  Sort(two);
  EXPECT_EQ(one, two);
  EXPECT_EQ(one.front().Find("path")->View(), "x");
  EXPECT_EQ(one.front().Find("absent"), nullptr);
}

TEST(Contents, FindsByExactPath) {
  Contents contents;
  contents.files.push_back({.path = "a.js", .bytes = AsBytes("1")});
  contents.files.push_back({.path = "package.json", .bytes = AsBytes("{}")});
  EXPECT_EQ(AsText(contents.Find("package.json")->bytes), "{}");
  EXPECT_EQ(contents.Find("package"), nullptr);
}
