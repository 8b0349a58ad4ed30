#include "js/unicode.h"

#include <gtest/gtest.h>

#include <vector>

namespace {

std::uint32_t Count(bool (*is)(char32_t)) {
  std::uint32_t count = 0;
  for (char32_t c = 0; c <= 0x10ffff; ++c) count += is(c) ? 1U : 0U;
  return count;
}

TEST(Unicode, AgreesWithTheSizeOfTheUnicode18Sets) {
  EXPECT_EQ(Count(js::IsIdStart), 158'739U + 2U);     // ID_Start, `$` and `_`
  EXPECT_EQ(Count(js::IsIdContinue), 162'100U + 1U);  // ID_Continue and `$`
}

TEST(Unicode, TellsStartsFromParts) {
  for (const char32_t c :
       {U'$', U'_', U'a', U'Z', U'\u00aa', U'\u05d0', U'\u4e00', U'\U0001d7cb'}) {
    EXPECT_TRUE(js::IsIdStart(c)) << static_cast<std::uint32_t>(c);
    EXPECT_TRUE(js::IsIdContinue(c)) << static_cast<std::uint32_t>(c);
  }
  for (const char32_t c : {U'0', U'9', U'\u00b7', U'\u0300', U'\u200c', U'\u200d', U'\U000e0100'}) {
    EXPECT_FALSE(js::IsIdStart(c)) << static_cast<std::uint32_t>(c);
    EXPECT_TRUE(js::IsIdContinue(c)) << static_cast<std::uint32_t>(c);
  }
  for (const char32_t c :
       {U'-', U'@', U'`', U'{', U'\x7f', U'\u00d7', U'\u2028', U'\ufffd', U'\U0001f600',
        U'\U000e01f0', U'\U0010ffff', char32_t{0x110000}, char32_t{0xd800}, char32_t{0xffffffff}}) {
    EXPECT_FALSE(js::IsIdContinue(c)) << static_cast<std::uint32_t>(c);
  }
}

TEST(Unicode, EveryStartIsAPart) {
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    ASSERT_TRUE(!js::IsIdStart(c) || js::IsIdContinue(c)) << static_cast<std::uint32_t>(c);
  }
}

TEST(Unicode, NamesEverySpaceAndLineEnd) {
  std::vector<std::uint32_t> space;
  std::vector<std::uint32_t> ends;
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    if (js::IsWhiteSpace(c)) space.push_back(c);
    if (js::IsLineTerminator(c)) ends.push_back(c);
  }
  EXPECT_EQ(space,
            (std::vector<std::uint32_t>{0x9,    0xb,    0xc,    0x20,   0xa0,   0x1680, 0x2000,
                                        0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007,
                                        0x2008, 0x2009, 0x200a, 0x202f, 0x205f, 0x3000, 0xfeff}));
  EXPECT_EQ(ends, (std::vector<std::uint32_t>{0xa, 0xd, 0x2028, 0x2029}));
}

}  // namespace
