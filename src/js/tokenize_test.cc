#include "js/tokenize.h"

#include <gtest/gtest.h>

#include <string>

namespace js {
namespace {

std::string Tokens(std::string_view source) {
  std::string text;
  for (const TokenAt& token : Tokenize(source)) {
    if (!text.empty()) text += '|';
    text += source.substr(token.span.begin, token.span.size());
    if (token.kind == Token::kError) text += " (error)";
  }
  return text;
}

TEST(Tokenize, TellsRegularExpressionsFromDivision) {
  EXPECT_EQ(Tokens("a / b / c; /b[/]c/g"), "a|/|b|/|c|;|/b[/]c/g");
  EXPECT_EQ(Tokens("if (a) /b/g; (a) / b / g"), "if|(|a|)|/b/g|;|(|a|)|/|b|/|g");
  EXPECT_EQ(Tokens("a = {} / b / g; { } /b/g"), "a|=|{|}|/|b|/|g|;|{|}|/b/g");
  EXPECT_EQ(Tokens("a[0] / b / g; return /b/g"), "a|[|0|]|/|b|/|g|;|return|/b/g");
}

TEST(Tokenize, FollowsTemplates) {
  EXPECT_EQ(Tokens("`a${{ b: c[`d`] }}e${f}`"), "`a${|{|b|:|c|[|`d`|]|}|}e${|f|}`");
}

TEST(Tokenize, GoesOnBehindWhatItCannotRead) {
  EXPECT_EQ(Tokens("a 'b\nc \\ d 0x"), "a|'b (error)|c|\\ (error)|d|0x (error)");
  EXPECT_EQ(Tokens("`a"), "`a (error)");
  EXPECT_EQ(Tokens("}})]"), "}|}|)|]");
}

}  // namespace
}  // namespace js
