#include "intel/indicators.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "intel/stix_pattern.h"
#include "model/trust_limits.h"

namespace intel {
namespace {

/// "kind value" of everything that a file names, one to a line.
std::string Read(std::string_view text) {
  const auto reading = ReadIndicators("feed", AsBytes(text));
  if (!reading) return reading.error().message;
  std::string out;
  for (const Indicator& each : reading->indicators)
    out += fmt::format("{} {}\n", NameOf(each.kind), each.value);
  if (reading->passed_over > 0) out += fmt::format("{} passed over\n", reading->passed_over);
  return out;
}

TEST(ReadIndicators, TakesAPlainListDefangedOrNot) {
  EXPECT_EQ(Read("# a remark\n\n192.0.2[.]7\nevil[.]example  # stage two\n"
                 "hxxps://evil[.]example/a?b\nsetup.cjs\n/tmp/.marker\n2001:db8::7\n"
                 "pkg:npm/%40s/a@1.0.0\neasy-day-js@1.11.22\n" +
                 std::string(64, 'A') + "\nword\n"),
            "host evil.example\naddress 192.0.2.7\naddress 2001:db8::7\n"
            "url https://evil.example/a?b\nhash " +
                std::string(64, 'a') +
                "\nfile .marker\nfile setup.cjs\npackage @s/a@1.0.0\npackage easy-day-js@1.11.22\n"
                "1 passed over\n");
}

TEST(ReadIndicators, TakesAStixBundle) {
  EXPECT_EQ(Read(R"({"type":"bundle","id":"bundle--1","objects":[
  {"type":"indicator","name":"c2","pattern_type":"stix","pattern":"[domain-name:value = 'Evil.Example'] AND [ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')] WITHIN 600 SECONDS"},
  {"type":"indicator","pattern_type":"stix","pattern":"[file:hashes.'SHA-256' = ')" +
                 std::string(64, 'b') +
                 R"(' OR file:name = 'it\\'s.js' OR software:x_purl = 'pkg:npm/bait@1.0.0']"},
  {"type":"indicator","pattern_type":"stix","pattern":"[url:value NOT = 'https://good.example/' OR url:value LIKE '%x']"},
  {"type":"indicator","pattern_type":"yara","pattern":"rule x {}"},
  {"type":"indicator","pattern_type":"stix","revoked":true,"pattern":"[domain-name:value = 'old.example']"},
  {"type":"ipv6-addr","value":"2001:DB8::7"},
  {"type":"file","name":"x.js","hashes":{"SHA-1":")" +
                 std::string(40, 'c') + R"("}},
  {"type":"malware","name":"x"}]})"),
            "host evil.example\naddress 192.0.2.1\naddress 192.0.2.2\naddress 2001:db8::7\nhash " +
                std::string(64, 'b') + "\nhash " + std::string(40, 'c') +
                "\nfile it's.js\nfile x.js\npackage bait@1.0.0\n2 passed over\n");
  EXPECT_EQ(Read("{}"), "`feed` is no STIX bundle");
  EXPECT_NE(Read("{").find("feed"), std::string::npos);
}

TEST(ReadIndicators, IsBounded) {
  EXPECT_FALSE(ReadIndicators("feed", AsBytes(std::string(limits::kIndicatorBytes + 1, ' '))));
  std::string many;
  for (std::size_t i = 0; i <= limits::kIndicators; ++i) many += fmt::format("h{}.example\n", i);
  const auto reading = ReadIndicators("feed", AsBytes(many));
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->indicators.size(), limits::kIndicators);
  EXPECT_EQ(reading->passed_over, 1U);
}

TEST(StixPattern, IsReadOrRefused) {
  for (const char* good :
       {"[a:b = 'c']", "([a:b = 'c'] OR [a:b != 'd']) REPEATS 5 TIMES", "[EXISTS a:b]",
        "[a:b[*].c = 'd' AND (a:e > 5 OR a:f = 1.5)]",
        "[a:b = 'c'] START t'2026-06-17T00:00:00Z' STOP t'2026-06-18T00:00:00Z'"})
    EXPECT_TRUE(ReadStixPattern(good)) << good;
  for (const char* bad : {"", "a:b = 'c'", "[a:b = 'c'", "[a:b = 'c]", "[a = 'c']", "[a:b 'c']",
                          "[a:b = 'c'] [a:b = 'c']", "[]"})
    EXPECT_FALSE(ReadStixPattern(bad)) << bad;
  const std::string deep(limits::kIndicatorDepth + 2, '(');
  EXPECT_FALSE(ReadStixPattern(deep + "[a:b = 'c']" + ReplaceAll(deep, "(", ")")));
}

TEST(Indicators, AreFoundInTexts) {
  const Indicators indicators({{IndicatorKind::kHost, "evil.example", "f"},
                               {IndicatorKind::kAddress, "192.0.2.7", "f"},
                               {IndicatorKind::kAddress, "2001:db8::7", "f"},
                               {IndicatorKind::kUrl, "https://good.example/drop/", "f"},
                               {IndicatorKind::kFile, "setup.cjs", "f"}});
  const auto named = [&](std::string_view text) {
    std::string out;
    for (const Indicator* each : indicators.NamedIn(text)) out += each->value + " ";
    return out;
  };
  EXPECT_EQ(named("fetch('https://a.EVIL.example:8000/x')"), "evil.example ");
  EXPECT_EQ(named("notevil.example evil.example.org"), "");
  EXPECT_EQ(named("http://192.0.2.7:8000/1"), "192.0.2.7 ");
  EXPECT_EQ(named("192.0.2.77"), "");
  EXPECT_EQ(named("connect [2001:db8::7]:443"), "2001:db8::7 ");
  EXPECT_EQ(named("https://good.example/drop/a https://good.example/"),
            "https://good.example/drop/ ");
  EXPECT_EQ(named("node dist/setup.cjs"), "setup.cjs ");
  EXPECT_EQ(indicators.Of(IndicatorKind::kFile, "setup.cjs").size(), 1U);
}

TEST(Defang, MakesNoLinkAndRefangUndoesIt) {
  for (const char* text : {"https://evil.example/a", "192.0.2.7", "a@evil.example"}) {
    EXPECT_EQ(Refang(Defang(text)), text);
    EXPECT_EQ(Defang(text).find("http"), std::string::npos);
  }
  EXPECT_EQ(Defang("https://evil.example"), "hxxps://evil[.]example");
}

}  // namespace
}  // namespace intel
