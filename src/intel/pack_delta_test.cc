#include "intel/pack_delta.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>

#include "intel/intel_limits.h"
#include "intel/pack_writer.h"
#include "intel/samples_test.h"
#include "intel/shelf.h"

namespace intel {
namespace {

const Shelf kShelf{.folder = "/data", .keys_folder = "/keys"};

Pack Opened(const ByteVector& bytes) {
  auto pack =
      Pack::Open(MappedFile(bytes), {.keys = {}, .without_signature = Trust::Unsigned::kAllowed});
  EXPECT_TRUE(pack.has_value());
  return *std::move(pack);
}

class PackDeltaTest : public testing::Test {
 protected:
  PackDeltaTest() : key_(*ed25519::Generate()) {
    trust_.keys = {*ed25519::PublicOf(key_)};
    files_.Add("/keys/team.pem", *ed25519::ToPem(*ed25519::PublicOf(key_)));
    PackInput before = Samples();
    before.created = 1000;
    old_ = *MakePack(before, key_);
    PackInput now = Samples();
    now.created = 2000;
    std::erase_if(now.advisories, [](const Advisory& one) { return one.id == "OSV-2026-4"; });
    now.advisories.front().affected.front().versions.push_back("6.6.7");
    now.advisories.push_back({.id = "MAL-2026-9",
                              .malware = true,
                              .sources = {"ghsa"},
                              .affected = {{.ecosystem = "npm", .name = "unheard-of"}}});
    now.signals["CVE-2026-2"].epss = 99;
    new_ = *MakePack(now, key_);
  }
  Result<ByteVector> Make() {
    const auto base = Pack::Open(MappedFile(old_), trust_);
    const auto target = Pack::Open(MappedFile(new_), trust_);
    return MakePackDelta(*base, *target, key_);
  }
  std::string Refusal(const ByteVector& delta, const Trust& trust) {
    const auto base = Pack::Open(MappedFile(old_), trust_);
    const auto result = ApplyPackDelta(*base, delta, trust);
    return result ? "applied" : result.error().message;
  }

  ed25519::PrivateKey key_;
  Trust trust_;
  ByteVector old_;
  ByteVector new_;
  FakeFileSystem files_;
};

TEST_F(PackDeltaTest, GivesTheSameOctetsWithTheirSignature) {
  const auto delta = Make();
  ASSERT_TRUE(delta.has_value()) << delta.error().message;
  const auto base = Pack::Open(MappedFile(old_), trust_);
  const auto result = ApplyPackDelta(*base, *delta, trust_);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(*result, new_);
  EXPECT_TRUE(Pack::Open(MappedFile(*result), trust_).has_value());
  // Backwards too, and to itself.
  const auto target = Pack::Open(MappedFile(new_), trust_);
  const auto back = MakePackDelta(*target, *base, key_);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(*ApplyPackDelta(*target, *back, trust_), old_);
  EXPECT_EQ(*ApplyPackDelta(*base, *MakePackDelta(*base, *base, key_), trust_), old_);
}

TEST_F(PackDeltaTest, KeepsWhatRecordsAreKnownForWhoeverToldIt) {
  // A record that takes signals through another's ids: joined again they would spread.
  PackInput input;
  input.created = 3000;
  input.signals["CVE-2"] = {.exploited = 5, .epss = 7, .epss_percentile = 8};
  input.advisories = {{.id = "A", .upstream = {"B"}}, {.id = "B", .aliases = {"CVE-2"}}};
  new_ = *MakePack(input, key_);
  const auto delta = Make();
  ASSERT_TRUE(delta.has_value()) << delta.error().message;
  EXPECT_EQ(Refusal(*delta, trust_), "applied");
}

TEST_F(PackDeltaTest, IsRefusedWhenAnythingIsWrong) {
  const ByteVector delta = *Make();
  EXPECT_EQ(Refusal(delta, {}).substr(0, 26), "the delta is signed by key");
  for (std::size_t at = 0; at < delta.size(); at += at < 224 ? 1 : 97) {
    ByteVector changed = delta;
    changed[at] ^= 0x40U;
    EXPECT_NE(Refusal(changed, trust_), "applied") << at;
  }
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{7}, std::size_t{223}, delta.size() - 1}) {
    ByteVector cut = delta;
    cut.resize(size);
    EXPECT_NE(Refusal(cut, trust_), "applied") << size;
  }
  ByteVector longer = delta;
  longer.push_back(0);
  EXPECT_NE(Refusal(longer, trust_), "applied");
  old_ = new_;
  EXPECT_NE(Refusal(delta, trust_).find("begins from another pack"), std::string::npos);
}

TEST_F(PackDeltaTest, AnUnsignedOneOnlyWhereThatIsAllowed) {
  const ByteVector unsigned_old = *MakePack(Samples(), std::nullopt);
  PackInput now = Samples();
  now.created += 1;
  const ByteVector unsigned_new = *MakePack(now, std::nullopt);
  const Pack base = Opened(unsigned_old);
  const auto delta = MakePackDelta(base, Opened(unsigned_new), std::nullopt);
  ASSERT_TRUE(delta.has_value());
  EXPECT_EQ(ApplyPackDelta(base, *delta, {}).error().message, "the delta is not signed");
  EXPECT_EQ(*ApplyPackDelta(base, *delta, {.without_signature = Trust::Unsigned::kAllowed}),
            unsigned_new);
}

TEST_F(PackDeltaTest, OneLargerThanTheLimitIsRefusedUnread) {
  // Zeroes that no memory stands behind, after a header that is right.
  const std::size_t size = limits::kPackDeltaBytes + 4096;
  void* const pages = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(pages, MAP_FAILED);
  const ByteVector delta = *Make();
  std::memcpy(pages, delta.data(), 224);
  const auto base = Pack::Open(MappedFile(old_), trust_);
  const auto result =
      ApplyPackDelta(*base, Bytes(static_cast<const std::uint8_t*>(pages), size), trust_);
  munmap(pages, size);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message, "the delta cannot be used: it is larger than the limit");
}

TEST_F(PackDeltaTest, ThePreviousPackStaysInForceWhereverTheDiskFillsUp) {
  const ByteVector delta = *Make();
  EXPECT_EQ(InstallDelta(files_, kShelf, delta).error().message,
            "there is no pack in force that the delta could be applied to");
  for (std::size_t writes = 0; writes < 6; ++writes) {
    FakeFileSystem files;
    files.Add("/keys/team.pem", *ed25519::ToPem(*ed25519::PublicOf(key_)));
    ASSERT_TRUE(Install(files, kShelf, old_).has_value());
    files.FailWritesAfter(writes, "no space left on device");
    const auto info = InstallDelta(files, kShelf, delta);
    const auto bytes = files.Read(kShelf.PackPath(), 1'000'000);
    ASSERT_TRUE(bytes.has_value());
    EXPECT_EQ(*bytes, info ? new_ : old_) << writes;
    if (!info) {
      EXPECT_EQ(info.error().help, "the previous pack stays in force");
    }
  }
}

}  // namespace
}  // namespace intel
