#include "report/record_lines.h"

#include <gtest/gtest.h>

namespace report {
namespace {

Fact Record(FactKind kind, const std::vector<std::pair<const char*, const char*>>& values) {
  Fact fact{.kind = kind};
  for (const auto& [key, text] : values)
    fact.values.push_back({.key = key, .text = Untrusted(text)});
  return fact;
}

using Lines = std::vector<std::string>;

TEST(RecordLines, AnswerWhatAPersonAsks) {
  EXPECT_EQ(
      RecordLines(Record(FactKind::kIntelVulnerability, {{"id", "GHSA-1"},
                                                         {"alias", "CVE-1"},
                                                         {"source", "ghsa"},
                                                         {"summary", "bad\x1b"},
                                                         {"severity", "high"},
                                                         {"score", "7.5"},
                                                         {"epss", "0.1"},
                                                         {"exploited", "yes"},
                                                         {"fixed", "2.0.0"},
                                                         {"fixed", "1.9.1"},
                                                         {"held-by", "b@1 asks for ^1"},
                                                         {"move", "a@1"},
                                                         {"path", "a > b"},
                                                         {"scope", "prod"},
                                                         {"grounds", "range"},
                                                         {"identity", "registry"},
                                                         {"imported", "yes"},
                                                         {"use", "i.js:1"},
                                                         {"function", "parse"},
                                                         {"referenced", "no"},
                                                         {"platform", "os:linux"}})),
      (Lines{"GHSA-1 (CVE-1), said by ghsa: bad\\x1b", "high (7.5), EPSS 0.1, attacks are known",
             "fixed in 2.0.0, 1.9.1; b@1 asks for ^1; has to move: a@1",
             "by a > b, prod; matched by range, identity registry; made for os:linux",
             "imported by own code: yes (i.js:1); parse referenced: no"}));
  EXPECT_EQ(RecordLines(Record(FactKind::kIntelMalware, {{"id", "MAL-1"}, {"scope", "dev"}})),
            (Lines{"MAL-1", "dev"}));
}

TEST(RecordLines, AreForRecordsOnly) {
  EXPECT_TRUE(IsOfRecord(Record(FactKind::kIntelMalware, {})));
  EXPECT_FALSE(IsOfRecord(Record(FactKind::kIntelUnmatched, {})));
  EXPECT_FALSE(IsOfRecord(Record(FactKind::kCodeEval, {})));
}

}  // namespace
}  // namespace report
