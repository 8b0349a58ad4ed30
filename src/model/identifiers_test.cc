// Purl, VersRange and LicenseExpression: what they read, write and refuse. The whole vectors of the
// package-url specification are in src/sbom/purl_conformance_test.cc.

#include <gtest/gtest.h>

#include "base/limits.h"
#include "model/license_expression.h"
#include "model/purl.h"
#include "model/vers.h"

namespace {

std::string Canonical(std::string_view text) {
  const auto purl = Purl::Parse(text);
  return purl ? purl->ToString() : "error: " + purl.error().message;
}

TEST(Purl, ReadsAndWritesCanonically) {
  EXPECT_EQ(Canonical("pkg:npm/@scope/name@1.0.0"), "pkg:npm/%40scope/name@1.0.0");
  EXPECT_EQ(Canonical("PKG://NPM/name@1.0.0?B=2&a=1&empty=#x/../y/"),
            "pkg:npm/name@1.0.0?a=1&b=2#x/y");
  EXPECT_EQ(Canonical("pkg:github/Owner/Repo@abc"), "pkg:github/owner/repo@abc");
  EXPECT_EQ(Canonical("pkg:unheard-of/x@1"), "pkg:unheard-of/x@1");
}

TEST(Purl, SaysWhatIsWrong) {
  EXPECT_EQ(Canonical("npm/name"), "error: `npm/name` does not begin with `pkg:`");
  EXPECT_EQ(Canonical("pkg:npm/"), "error: the name is empty");
  EXPECT_EQ(Canonical("pkg:npm/a?k=1&K=2"), "error: the qualifier `k` stands twice");
  EXPECT_EQ(Canonical("pkg:npm/a@%ff"), "error: the version is not percent-encoded UTF-8");
  EXPECT_EQ(Canonical("pkg:npm/" + std::string(limits::kPurlBytes, 'a')),
            "error: a purl longer than any honest one");
}

TEST(Purl, IsItsOwnRoundTrip) {
  const auto built = Purl::Build({.type = "npm",
                                  .name_space = "@a b",
                                  .name = "c%d",
                                  .version = "1+2",
                                  .qualifiers = {{"vcs_url", "git+ssh://host/x#y"}},
                                  .subpath = "p/q"});
  ASSERT_TRUE(built.has_value());
  const auto again = Purl::Parse(built->ToString());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(*again, *built);
}

TEST(Vers, KnowsWhatIsInside) {
  const auto in = [](std::string_view range, std::string_view version) {
    return VersRange::Parse(range)->Contains(*Version::Parse(version));
  };
  EXPECT_TRUE(in("vers:npm/>=1.0.0|<2.0.0", "1.5.0"));
  EXPECT_FALSE(in("vers:npm/>=1.0.0|<2.0.0", "2.0.0"));
  EXPECT_FALSE(in("vers:npm/1.0.0|>=2.0.0|!=2.1.0", "2.1.0"));
  EXPECT_TRUE(in("vers:npm/1.0.0|>=2.0.0|!=2.1.0", "1.0.0"));
  EXPECT_FALSE(in("vers:npm/1.0.0|>=2.0.0|!=2.1.0", "1.0.1"));
  EXPECT_TRUE(in("vers:npm/<1.0.0|>=2.0.0|<3.0.0", "0.1.0"));
  EXPECT_FALSE(in("vers:npm/<1.0.0|>=2.0.0|<3.0.0", "1.1.0"));
  EXPECT_TRUE(in("vers:npm/!=1.0.0", "1.0.1"));
  EXPECT_TRUE(in("vers:npm/*", "0.0.1"));
}

TEST(Vers, ComesFromNpmRangesAndIsCanonical) {
  EXPECT_EQ(VersRange::FromNpm("^1.2.3 || 3.x")->ToString(),
            "vers:npm/>=1.2.3|<2.0.0-0|>=3.0.0|<4.0.0-0");
  EXPECT_EQ(VersRange::FromNpm("*")->ToString(), "vers:npm/*");
  EXPECT_FALSE(VersRange::FromNpm("not a range").has_value());
  EXPECT_EQ(VersRange::Parse("vers:npm/<2.0.0|>=1.0.0")->ToString(), "vers:npm/>=1.0.0|<2.0.0");
}

TEST(Vers, RefusesWhatContradictsItself) {
  EXPECT_FALSE(VersRange::Parse("vers:npm/1.0.0|1.0.0").has_value());
  EXPECT_FALSE(VersRange::Parse("vers:npm/>=1.0.0|>=2.0.0").has_value());
  EXPECT_FALSE(VersRange::Parse("vers:npm/").has_value());
  EXPECT_FALSE(VersRange::Parse("vers:pypi/1.0").has_value());
  EXPECT_FALSE(VersRange::Parse("vers:npm/" + std::string(limits::kVersBytes, '1')).has_value());
  EXPECT_TRUE(LooksLikeVers("vers:pypi/1.0"));
  EXPECT_FALSE(LooksLikeVers("1.0"));
}

std::string Licence(std::string_view text) {
  const auto expression = LicenseExpression::Parse(text);
  return expression ? expression->text() : "error: " + expression.error().message;
}

TEST(LicenseExpression, NormalisesWhatItReads) {
  EXPECT_EQ(Licence("MIT"), "MIT");
  EXPECT_EQ(Licence("( MIT or (Apache-2.0 AND ISC) )"), "MIT OR Apache-2.0 AND ISC");
  EXPECT_EQ(Licence("(MIT OR ISC) AND BSD-3-Clause"), "(MIT OR ISC) AND BSD-3-Clause");
  EXPECT_EQ(Licence("GPL-2.0-or-later WITH Classpath-exception-2.0"),
            "GPL-2.0-or-later WITH Classpath-exception-2.0");
  EXPECT_EQ(Licence("GPL-2.0+"), "GPL-2.0+");
  EXPECT_EQ(Licence("EPL-1.0+"), "EPL-1.0+");
  EXPECT_EQ(Licence("DocumentRef-x:LicenseRef-my.own OR LicenseRef-2"),
            "DocumentRef-x:LicenseRef-my.own OR LicenseRef-2");
}

TEST(LicenseExpression, SaysWhatIsWrong) {
  EXPECT_EQ(Licence("mit"), "error: `mit` is not on the SPDX licence list");
  EXPECT_EQ(LicenseExpression::Parse("mit").error().help, "write `MIT`");
  EXPECT_EQ(Licence("MIT OR"), "error: the expression ends where a licence should stand");
  EXPECT_EQ(Licence("MIT ISC"), "error: `ISC` where `AND`, `OR` or the end should stand");
  EXPECT_EQ(Licence("(MIT"), "error: a `(` is never closed");
  EXPECT_EQ(Licence("MIT)"), "error: `)` where `AND`, `OR` or the end should stand");
  EXPECT_EQ(Licence("MIT WITH ISC"), "error: `ISC` is not an exception of the SPDX licence list");
  EXPECT_EQ(Licence("SEE LICENSE IN x"), "error: `SEE` is not on the SPDX licence list");
  EXPECT_EQ(Licence(std::string(limits::kLicenseExpressionDepth + 1, '(')),
            "error: parentheses nested too deep");
  EXPECT_EQ(Licence(std::string(limits::kLicenseExpressionBytes + 1, 'a')),
            "error: an expression too long to read");
}

TEST(LicenseExpression, KnowsASingleId) {
  EXPECT_TRUE(LicenseExpression::Parse("MIT")->IsSingleId());
  EXPECT_FALSE(LicenseExpression::Parse("GPL-2.0-only+")->IsSingleId());
  EXPECT_EQ(LookUpLicense("GPL-2.0"), LicenseWord::kDeprecatedLicense);
  EXPECT_EQ(LookUpLicense("Classpath-exception-2.0"), LicenseWord::kException);
  EXPECT_EQ(LookUpLicense("Nobody-1.0"), LicenseWord::kUnknown);
}

}  // namespace
