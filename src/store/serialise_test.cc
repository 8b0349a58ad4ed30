#include "store/serialise.h"

#include <gtest/gtest.h>

#include <random>

#include "store/form.h"
#include "store/samples_test.h"

namespace store {
namespace {

/// The blob again with a header that fits: what an adversary would take care of.
ByteVector WithRightChecksum(ByteVector blob) {
  std::uint64_t start = 0;
  const ByteVector empty = Serialise(std::vector<Finding>());  // header and a zero
  for (std::size_t i = 12; i-- > 4;) start = start << 8U | empty[i];
  // FNV-1a runs backwards: multiply by the inverse of its prime.
  start = start * 0xCE965057AFF6957BU;  // payload byte 0: x ^ 0 is x
  for (std::size_t i = 12; i < blob.size(); ++i) start = (start ^ blob[i]) * 0x100000001B3U;
  for (std::size_t i = 4; i < 12; ++i, start >>= 8U) blob[i] = static_cast<std::uint8_t>(start);
  return blob;
}

TEST(Serialise, GivesBackWhatItWasGiven) {
  for (int n = 0; n < 200; ++n) {
    EXPECT_EQ(ReadPackageFacts(Serialise(SampleFacts(n))), SampleFacts(n));
  }
  EXPECT_EQ(ReadPackageFacts(Serialise(PackageFacts())), PackageFacts());
  const std::vector<Finding> findings = {SampleFinding(1), SampleFinding(2)};
  EXPECT_EQ(ReadFindings(Serialise(findings)), findings);
  const auto past = ReadAssessment(Serialise(SampleAssessment()));
  ASSERT_TRUE(past);
  EXPECT_EQ(past->time, SampleAssessment().time);
  // Assessments have no equality; the form is one to one, so the bytes tell.
  EXPECT_EQ(Serialise(*past), Serialise(SampleAssessment()));
  EXPECT_EQ(past->assessment.inventory.packages[1].name->text(), "@scope/name");
  EXPECT_EQ(past->assessment.inventory.packages[1].integrity, Integrity::Of(AsBytes("bytes")));
  EXPECT_EQ(past->assessment.inventory.lockfile_version, -3);
  EXPECT_EQ(past->assessment.findings[0].finding, SampleFinding(1));
  EXPECT_EQ(past->assessment.findings[0].suppressed_by->expires, 99);
  EXPECT_EQ(past->assessment.stats.seconds, 0.25);
}

TEST(Serialise, WritesRepeatedStringsOnce) {
  PackageFacts one{.facts = {SampleFact(1)}};
  PackageFacts many;
  for (int i = 0; i < 100; ++i) many.facts.push_back(SampleFact(1));
  EXPECT_LT(Serialise(many).size(), Serialise(one).size() + 99 * 40);
}

TEST(Serialise, RefusesOtherKindsAndDamage) {
  const ByteVector blob = Serialise(SampleFacts(3));
  EXPECT_FALSE(ReadFindings(blob));
  EXPECT_FALSE(ReadAssessment(blob));
  EXPECT_FALSE(ReadPackageFacts({}));
  for (std::size_t i = 0; i < blob.size(); ++i) {
    ByteVector damaged = blob;
    damaged[i] ^= 0x10U;
    EXPECT_FALSE(ReadPackageFacts(damaged)) << i;
    EXPECT_FALSE(ReadPackageFacts(Bytes(blob).first(i))) << i;
  }
  ByteVector longer = blob;
  longer.push_back(0);
  EXPECT_FALSE(ReadPackageFacts(WithRightChecksum(longer)));
  EXPECT_TRUE(ReadPackageFacts(WithRightChecksum(blob)));
}

TEST(Serialise, HostileBlobsWithARightChecksumDoNoHarm) {
  const ByteVector blob = Serialise(SampleAssessment());
  std::mt19937 random(20260617);
  int read = 0;
  for (int round = 0; round < 5'000; ++round) {
    ByteVector hostile = blob;
    for (int i = 0; i < 1 + round % 4; ++i) {
      hostile[12 + random() % (hostile.size() - 12)] = static_cast<std::uint8_t>(random());
    }
    const auto past = ReadAssessment(WithRightChecksum(hostile));
    if (!past) continue;
    ++read;
    for (const Dependency& dependency : past->assessment.inventory.dependencies) {
      EXPECT_LT(static_cast<std::size_t>(dependency.from),
                past->assessment.inventory.packages.size());
    }
  }
  EXPECT_GT(read, 0);
}

TEST(FormReader, StopsAtItsBudget) {
  // A list that claims more items than there are bytes, and a string repeated past the budget.
  const ByteVector list = {0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
  std::vector<Fact> facts;
  FormReader short_reader(list);
  short_reader(facts);
  EXPECT_FALSE(short_reader.good());

  const std::string megabyte(limits::kMiB, 'x');
  const std::vector<std::string> repeated(limits::kStoreDecodedBytes / limits::kMiB + 1, megabyte);
  FormWriter writer;
  writer(repeated);
  const ByteVector bytes = writer.Take();
  EXPECT_LT(bytes.size(), 2 * limits::kMiB);
  std::vector<std::string> out;
  FormReader reader(bytes);
  reader(out);
  EXPECT_FALSE(reader.good());
}

TEST(FormReader, RefusesNumbersThatDoNotFit) {
  const ByteVector too_long(11, 0x80);
  std::uint64_t number = 0;
  FormReader reader(too_long);
  reader(number);
  EXPECT_FALSE(reader.good());
  const ByteVector large = {0x80, 0x80, 0x80, 0x80, 0x10};
  std::uint32_t small = 0;
  FormReader narrow(large);
  narrow(small);
  EXPECT_FALSE(narrow.good());
  const ByteVector severity = {9};
  Severity value{};
  FormReader enumerator(severity);
  enumerator(value);
  EXPECT_FALSE(enumerator.good());
}

}  // namespace
}  // namespace store
