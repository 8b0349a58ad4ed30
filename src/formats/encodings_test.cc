#include <gtest/gtest.h>

#include "formats/base64.h"
#include "formats/gzip.h"
#include "formats/hex.h"
#include "formats/inflate.h"

namespace formats {
namespace {

std::string Text(const std::optional<ByteVector>& bytes) {
  return bytes ? std::string(AsText(*bytes)) : "refused";
}

TEST(Base64, AgreesWithTheVectorsOfTheStandard) {
  const std::pair<std::string_view, std::string_view> vectors[] = {{"", ""},
                                                                   {"f", "Zg=="},
                                                                   {"fo", "Zm8="},
                                                                   {"foo", "Zm9v"},
                                                                   {"foob", "Zm9vYg=="},
                                                                   {"fooba", "Zm9vYmE="},
                                                                   {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(EncodeBase64(AsBytes(plain)), encoded);
    EXPECT_EQ(Text(DecodeBase64(encoded)), plain);
    EXPECT_EQ(AsText(DecodeBase64Leniently(encoded)), plain);
  }
  EXPECT_EQ(EncodeBase64Url(AsBytes("\xFB\xFF\xFE")), "-__-");
  EXPECT_EQ(EncodeBase64Url(AsBytes("f")), "Zg");
}

TEST(Base64, StrictDecodingRefusesWhatTheStandardDoes) {
  for (const std::string_view text : {"Zg", "Zg=", "Z===", "=", "====", "Zm9v\n", "Zm 9",
                                      "Zh==", "Zm9=", "-__-", "Zg==Zg==", "Zm9vY"}) {
    EXPECT_EQ(Text(DecodeBase64(text)), "refused") << text;
  }
}

TEST(Base64, UrlDecodingTakesItWithAndWithoutPadding) {
  EXPECT_EQ(Text(DecodeBase64Url("-__-")), "\xFB\xFF\xFE");
  EXPECT_EQ(Text(DecodeBase64Url("Zg")), "f");
  EXPECT_EQ(Text(DecodeBase64Url("Zg==")), "f");
  EXPECT_EQ(Text(DecodeBase64Url("Zg=")), "refused");
  EXPECT_EQ(Text(DecodeBase64Url("+//+")), "refused");
}

TEST(Base64, LenientDecodingDoesAsNode) {
  // What `Buffer.from(text, 'base64').toString('latin1')` gives.
  EXPECT_EQ(AsText(DecodeBase64Leniently("Zm 9v\nYg")), "foob");
  EXPECT_EQ(AsText(DecodeBase64Leniently("-__+")), "\xFB\xFF\xFE");
  EXPECT_EQ(AsText(DecodeBase64Leniently("Zg==Zm9v")), "f");
  EXPECT_EQ(AsText(DecodeBase64Leniently("Zm9vY")), "foo");
  EXPECT_EQ(AsText(DecodeBase64Leniently("!")), "");
}

TEST(Hex, DecodesPairsOfEitherCase) {
  EXPECT_EQ(Text(DecodeHex("6a4B")), "jK");
  EXPECT_EQ(Text(DecodeHex("")), "");
  EXPECT_EQ(Text(DecodeHex("6")), "refused");
  EXPECT_EQ(Text(DecodeHex("6g")), "refused");
}

TEST(Inflate, UnwrapsWhatItRecognisesAndStopsAtItsCeiling) {
  const std::string text(5000, 'a');
  const ByteVector zipped = Gzip(AsBytes(text));
  ASSERT_EQ(RecogniseDeflate(zipped), DeflateWrapping::kGzip);
  const auto whole = Inflate(zipped, DeflateWrapping::kGzip, 10'000);
  ASSERT_TRUE(whole);
  EXPECT_EQ(AsText(*whole), text);
  EXPECT_EQ(Inflate(zipped, DeflateWrapping::kGzip, 100)->size(), 100U);
  const Bytes raw = Bytes(zipped).subspan(10, zipped.size() - 18);
  EXPECT_EQ(AsText(*Inflate(raw, DeflateWrapping::kRaw, 10'000)), text);
  EXPECT_FALSE(Inflate(raw.first(4), DeflateWrapping::kRaw, 10'000)) << "ends early";
  EXPECT_FALSE(Inflate(AsBytes("no stream"), DeflateWrapping::kZlib, 10'000));
  EXPECT_FALSE(RecogniseDeflate(AsBytes("plain text")));
}

}  // namespace
}  // namespace formats
