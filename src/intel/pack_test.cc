#include "intel/pack.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "intel/pack_writer.h"
#include "intel/samples_test.h"

namespace intel {
namespace {

Trust Anyone() {
  return {.keys = {}, .without_signature = Trust::Unsigned::kAllowed};
}

Pack MustOpen(ByteVector bytes, const Trust& trust = Anyone()) {
  auto pack = Pack::Open(MappedFile(std::move(bytes)), trust);
  EXPECT_TRUE(pack.has_value()) << (pack ? "" : pack.error().message);
  return *std::move(pack);
}

ed25519::PrivateKey TestKey() {
  ed25519::PrivateKey key;
  key.seed.fill(7);
  return key;
}

TEST(Pack, GivesBackWhatWasPutIn) {
  const PackInput input = Samples();
  const Pack pack = MustOpen(*MakePack(input, std::nullopt));
  EXPECT_EQ(pack.info().records, 4U);
  EXPECT_EQ(pack.info().malware, 1U);
  EXPECT_EQ(pack.info().withdrawn, 1U);
  ASSERT_TRUE(pack.VerifyAll().has_value());

  const auto entry = pack.FindPackage("npm", "sample");
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->popularity, 3U);
  ASSERT_EQ(entry->items.size(), 3U);
  EXPECT_FALSE(pack.FindPackage("npm", "other").has_value());
  EXPECT_FALSE(pack.FindPackage("PyPI", "sample").has_value());

  const auto numbers = pack.FindId("CVE-2026-2");
  ASSERT_EQ(numbers.size(), 1U);
  const auto record = pack.ReadRecord(numbers.front());
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->standing.score_tenths, 98);
  EXPECT_EQ(record->standing.exploited, 1'780'000'000'000);
  EXPECT_EQ(record->standing.epss, 12345U);
  EXPECT_EQ(pack.FindHash(SampleHash()).size(), 1U);
  EXPECT_TRUE(
      pack.FindHash({.algorithm = HashAlgorithm::kSha256, .digest = ByteVector(32)}).empty());
  EXPECT_FALSE(pack.damaged());
}

TEST(Pack, IsTheSameForTheSameRecordsInAnyOrder) {
  const ByteVector first = *MakePack(Samples(), TestKey());
  std::mt19937 random(3);
  for (int i = 0; i < 5; ++i) {
    PackInput shuffled = Samples();
    std::shuffle(shuffled.advisories.begin(), shuffled.advisories.end(), random);
    EXPECT_EQ(*MakePack(std::move(shuffled), TestKey()), first);
  }
  const Pack pack = MustOpen(first, {.keys = {*ed25519::PublicOf(TestKey())}});
  EXPECT_EQ(*MakePack(Unmake(pack), TestKey()), first) << "a pack can be unmade and made again";
}

TEST(Pack, OfOneIdKeepsTheRecordThatWasModifiedLast) {
  PackInput input;
  for (const UnixMillis modified : {200, 300, 100}) {
    input.advisories.push_back(
        {.id = "X-1", .modified = modified, .summary = fmt::format("at {}", modified)});
  }
  const Pack pack = MustOpen(*MakePack(std::move(input), std::nullopt));
  EXPECT_EQ(pack.info().records, 1U);
  EXPECT_EQ(pack.ReadRecord(0)->advisory.summary, "at 300");
}

TEST(Pack, JoinsRecordsByTheirAliases) {
  std::vector<Advisory> advisories(5);
  advisories[0] = {.id = "A", .aliases = {"CVE-1"}};
  advisories[1] = {.id = "B", .aliases = {"CVE-2"}};
  advisories[2] = {.id = "C", .aliases = {"CVE-1", "CVE-2"}};
  advisories[3] = {.id = "D", .withdrawn = 1, .aliases = {"CVE-2", "E"}};
  advisories[4] = {.id = "E"};
  EXPECT_EQ(GroupByAliases(advisories), (std::vector<std::uint32_t>{0, 0, 0, 3, 4}))
      << "what a withdrawn record joins stays apart";
}

TEST(Pack, RefusesWhatIsNotSignedByATrustedKey) {
  const ByteVector plain = *MakePack(Samples(), std::nullopt);
  const ByteVector with_signature = *MakePack(Samples(), TestKey());
  const auto open = [](ByteVector bytes, const Trust& trust) {
    auto pack = Pack::Open(MappedFile(std::move(bytes)), trust);
    return pack ? std::string("opened") : pack.error().message;
  };
  const Trust trusted{.keys = {*ed25519::PublicOf(TestKey())}};
  EXPECT_EQ(open(plain, trusted), "the pack is not signed");
  EXPECT_EQ(open(with_signature, trusted), "opened");
  EXPECT_NE(open(with_signature, {}).find("not trusted here"), std::string::npos);
  EXPECT_NE(open(with_signature, Anyone()).find("not trusted here"), std::string::npos)
      << "a signature by a stranger is no better than none";
  for (const std::size_t at : {9U, 30U, 45U, 80U, 140U, 3999U, 4040U, 4090U}) {
    ByteVector changed = with_signature;
    changed[at] ^= 1;
    EXPECT_NE(open(std::move(changed), trusted), "opened") << "octet " << at;
  }
}

TEST(Pack, NoticesEveryChangedPageBeforeItIsUsed) {
  const ByteVector whole = *MakePack(Samples(), TestKey());
  const Trust trusted{.keys = {*ed25519::PublicOf(TestKey())}};
  for (std::size_t at = layout::kPage; at < whole.size(); at += 509) {
    ByteVector changed = whole;
    changed[at] ^= 0x40;
    auto pack = Pack::Open(MappedFile(std::move(changed)), trusted);
    if (!pack) continue;  // the table of hashes itself
    EXPECT_FALSE(pack->VerifyAll().has_value()) << "octet " << at;
    EXPECT_TRUE(pack->damaged());
    (void)pack->FindPackage("npm", "sample");
    (void)pack->FindId("CVE-2026-2");
  }
}

TEST(Pack, RefusesACutOffFile) {
  const ByteVector whole = *MakePack(Samples(), std::nullopt);
  for (std::size_t size = 0; size < whole.size(); size += 1021) {
    ByteVector cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(Pack::Open(MappedFile(std::move(cut)), Anyone()).has_value()) << size;
  }
}

TEST(Pack, KeepsRecordsOfEverySize) {
  PackInput input;
  Advisory big{.id = "BIG-1", .affected = {{.ecosystem = "npm", .name = "big"}}};
  for (int i = 0; i < 30'000; ++i) big.affected[0].versions.push_back(fmt::format("1.0.{}", i));
  big.detail = std::string(100'000, 'd');
  input.advisories = {big, {.id = "EMPTY-1"}};
  const Pack pack = MustOpen(*MakePack(input, std::nullopt));
  EXPECT_EQ(pack.FindPackage("npm", "big")->items[0].affected.versions.size(), 30'000U);
  EXPECT_EQ(pack.ReadRecord(0)->advisory.detail.size(), 100'000U);
  EXPECT_EQ(pack.ReadRecord(1)->advisory.id, "EMPTY-1");
  EXPECT_FALSE(pack.damaged());
}

TEST(Ed25519, SignsAndKeepsKeysInPem) {
  const auto key = TestKey();
  const auto shown = ed25519::PublicOf(key);
  ASSERT_TRUE(shown.has_value());
  const auto signature = ed25519::Sign(key, AsBytes("text"));
  ASSERT_TRUE(signature.has_value());
  EXPECT_TRUE(ed25519::Verify(*shown, AsBytes("text"), *signature));
  EXPECT_FALSE(ed25519::Verify(*shown, AsBytes("texT"), *signature));
  EXPECT_EQ(ed25519::PrivateFromPem(*ed25519::ToPem(key))->seed, key.seed);
  EXPECT_EQ(*ed25519::PublicFromPem(*ed25519::ToPem(*shown)), *shown);
  EXPECT_FALSE(ed25519::PublicFromPem("nonsense").has_value());
  EXPECT_FALSE(ed25519::PrivateFromPem(*ed25519::ToPem(*shown)).has_value());
  EXPECT_NE(ed25519::Generate()->seed, ed25519::Generate()->seed);
}

}  // namespace
}  // namespace intel
