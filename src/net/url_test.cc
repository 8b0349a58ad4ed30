#include "net/url.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace net {
namespace {

struct Case {
  const char* text;
  const char* expected;  ///< "-" when refused
};

void CheckParse(const Case& c) {
  const auto url = Url::Parse(c.text);
  EXPECT_EQ(url ? url->ToString() : "-", c.expected) << c.text;
}

TEST(Url, IsReadIntoItsNormalForm) {
  for (const Case& c : {
           Case{"https://registry.example", "https://registry.example/"},
           Case{"HTTPS://Registry.Example:443/npm/", "https://registry.example/npm/"},
           Case{"http://registry.example:80/a/../b", "http://registry.example/b"},
           Case{"http://registry.example:8080/a?x=1#part", "http://registry.example:8080/a?x=1"},
           Case{"http://[::1]:4873/", "http://[::1]:4873/"},
           Case{"https://registry.example/@scope%2fname", "https://registry.example/@scope%2fname"},
           Case{"ftp://registry.example/", "-"},
           Case{"file:///etc/passwd", "-"},
           Case{"https://user:word@registry.example/", "-"},
           Case{"https://registry.example@evil.example/", "-"},
           Case{"https://", "-"},
           Case{"registry.example", "-"},
           Case{"", "-"},
           Case{"https://registry.example:99999/", "-"},
           Case{"https://registry.example/a b\r\nX: y", "-"},
       }) {
    CheckParse(c);
  }
}

TEST(Url, RefusesTextPastTheLimit) {
  const std::string text = "https://registry.example/" + std::string(limits::kUrlBytes, 'a');
  EXPECT_FALSE(Url::Parse(text));
  const auto base = Url::Parse("https://registry.example/");
  EXPECT_FALSE(base->Resolve(text));
}

TEST(Url, RefusesAZeroByteAnywhere) {
  EXPECT_FALSE(Url::Parse(std::string_view("https://registry.example\0.evil.example/", 40)));
}

TEST(Url, ErrorsShowNeitherPasswordNorQuery) {
  const auto with_password = Url::Parse("https://user:hush@registry.example/a?token=hush");
  ASSERT_FALSE(with_password);
  EXPECT_EQ(
      with_password.error().message,
      "`https://registry.example/a` is not a URL that can be fetched: it holds a user name or "
      "password");
}

TEST(Url, ResolvesReferencesAsLocationHeadersMeanThem) {
  const auto base = Url::Parse("https://registry.example/npm/a/b?x=1");
  ASSERT_TRUE(base);
  for (const Case& c : {
           Case{"c", "https://registry.example/npm/a/c"},
           Case{"/c", "https://registry.example/c"},
           Case{"../../../../c", "https://registry.example/c"},
           Case{"//cdn.example/c", "https://cdn.example/c"},
           Case{"http://cdn.example:81/c?y", "http://cdn.example:81/c?y"},
           Case{"?y=2", "https://registry.example/npm/a/b?y=2"},
           Case{"gopher://cdn.example/", "-"},
           Case{"https://user@cdn.example/", "-"},
       }) {
    const auto url = base->Resolve(c.text);
    EXPECT_EQ(url ? url->ToString() : "-", c.expected) << c.text;
  }
}

TEST(Url, OriginsTellSchemeHostAndPortApart) {
  const auto origin = [](const char* text) { return Url::Parse(text)->Origin(); };
  EXPECT_EQ(origin("https://a.example/x"), origin("https://A.example:443/y?z"));
  EXPECT_NE(origin("https://a.example/"), origin("http://a.example/"));
  EXPECT_NE(origin("https://a.example/"), origin("https://a.example:8443/"));
  EXPECT_NE(origin("https://a.example/"), origin("https://b.a.example/"));
}

TEST(Url, AppendsWithOneSlash) {
  EXPECT_EQ(Url::Parse("https://a.example/npm")->Appended("/x").ToString(),
            "https://a.example/npm/x");
  EXPECT_EQ(Url::Parse("https://a.example/npm/?q")->Appended("x").ToString(),
            "https://a.example/npm/x");
}

TEST(PercentEncode, KeepsOnlyWhatIsSafe) {
  EXPECT_EQ(PercentEncode("@a/b c%", "@"), "@a%2Fb%20c%25");
}

}  // namespace
}  // namespace net
