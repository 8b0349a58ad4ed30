#include "formats/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>

namespace formats {
namespace {

std::string Noise(std::size_t size) {
  std::mt19937 random(7);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>('a' + random() % 20);
  return text;
}

ByteVector Joined(std::initializer_list<ByteVector> parts) {
  ByteVector all;
  for (const ByteVector& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

ByteVector Tail(std::string_view text) {
  return {text.begin(), text.end()};
}

/// A gzip text of `megabytes` MiB of zeros: one flushed block, which needs nothing that came before
/// it, as many times as it takes. Its checksum is right for a reader that gets there only by luck.
ByteVector Bomb(std::size_t megabytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY),
            Z_OK);
  ByteVector zeros(limits::kMiB);
  ByteVector block(limits::kMiB);
  stream.next_in = zeros.data();
  stream.avail_in = static_cast<uInt>(zeros.size());
  stream.next_out = block.data();
  stream.avail_out = static_cast<uInt>(block.size());
  deflate(&stream, Z_FULL_FLUSH);
  block.erase(block.end() - static_cast<long>(stream.avail_out), block.end());
  deflateEnd(&stream);
  ByteVector bomb = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3};
  for (std::size_t i = 0; i < megabytes; ++i) bomb.insert(bomb.end(), block.begin(), block.end());
  bomb.insert(bomb.end(), {3, 0, 1, 2, 3, 4, 0, 0, 0, 0});
  return bomb;
}

TEST(Gzip, ReadsOneMember) {
  const std::string text = Noise(100'000);
  Unzipper unzipper;
  for (int round = 0; round < 2; ++round) {
    const Unzipped unzipped = unzipper.Unzip(Gzip(AsBytes(text)));
    EXPECT_EQ(unzipped.end, GzipEnd::kWhole);
    EXPECT_EQ(unzipped.members, 1U);
    EXPECT_EQ(unzipped.trailing_bytes, 0U);
    EXPECT_TRUE(AsText(unzipped.bytes) == text);
  }
  const Unzipped empty = unzipper.Unzip(Gzip({}));
  EXPECT_EQ(empty.end, GzipEnd::kWhole);
  EXPECT_TRUE(empty.bytes.empty());
}

TEST(Gzip, ReadsSeveralMembersAsOneText) {
  Unzipper unzipper;
  const ByteVector archive = Joined({Gzip(AsBytes("one ")), Gzip({}), Gzip(AsBytes("two"))});
  const Unzipped unzipped = unzipper.Unzip(archive);
  EXPECT_EQ(unzipped.end, GzipEnd::kWhole);
  EXPECT_EQ(unzipped.members, 3U);
  EXPECT_EQ(AsText(unzipped.bytes), "one two");
}

TEST(Gzip, TellsTrailingBytes) {
  Unzipper unzipper;
  const Unzipped unzipped = unzipper.Unzip(Joined({Gzip(AsBytes("text")), Tail("left over")}));
  EXPECT_EQ(unzipped.end, GzipEnd::kWhole);
  EXPECT_EQ(AsText(unzipped.bytes), "text");
  EXPECT_EQ(unzipped.trailing_bytes, 9U);
}

TEST(Gzip, KeepsWhatCameBeforeABreak) {
  const std::string text = Noise(300'000);
  const ByteVector whole = Gzip(AsBytes(text));
  Unzipper unzipper;
  const Unzipped cut = unzipper.Unzip(Bytes(whole).first(whole.size() / 2));
  EXPECT_EQ(cut.end, GzipEnd::kTruncated);
  EXPECT_GT(cut.bytes.size(), 100'000U);
  EXPECT_TRUE(text.starts_with(AsText(cut.bytes)));

  for (const std::size_t size : {0U, 1U, 2U, 9U, 17U}) {
    EXPECT_EQ(unzipper.Unzip(Bytes(whole).first(size)).end, GzipEnd::kTruncated) << size;
  }
}

TEST(Gzip, ADamagedChecksumIsTold) {
  ByteVector archive = Gzip(AsBytes("text"));
  archive[archive.size() - 8] ^= 1U;
  Unzipper unzipper;
  const Unzipped unzipped = unzipper.Unzip(archive);
  EXPECT_EQ(unzipped.end, GzipEnd::kDamaged);
  EXPECT_EQ(AsText(unzipped.bytes), "text");
  EXPECT_EQ(unzipper.Unzip(AsBytes("no gzip at all, but longer than a header")).end,
            GzipEnd::kDamaged);
}

TEST(Gzip, DoesNotTrustTheClaimedSize) {
  const std::string text = Noise(200'000);
  for (const std::uint8_t claimed : {std::uint8_t{0}, std::uint8_t{0xFF}}) {
    ByteVector archive = Gzip(AsBytes(text));
    std::fill(archive.end() - 4, archive.end(), claimed);
    Unzipper unzipper;
    const Unzipped unzipped = unzipper.Unzip(archive);
    EXPECT_EQ(unzipped.end, GzipEnd::kDamaged);  // the size is part of what is checked
    EXPECT_TRUE(AsText(unzipped.bytes) == text);
  }
}

TEST(Gzip, StopsAtItsLimits) {
  const std::string text = Noise(100'000);
  const ByteVector archive = Gzip(AsBytes(text));
  Unzipper unzipper;
  EXPECT_EQ(unzipper.Unzip(archive, {.unpacked = text.size()}).end, GzipEnd::kWhole);
  const Unzipped unzipped = unzipper.Unzip(archive, {.unpacked = text.size() - 1, .prefix = 1000});
  EXPECT_EQ(unzipped.end, GzipEnd::kTooLarge);
  EXPECT_EQ(AsText(unzipped.bytes), text.substr(0, 1000));

  const ByteVector zeros = Gzip(ByteVector(1'000'000));
  EXPECT_EQ(unzipper.Unzip(zeros, {.ratio = 10, .ratio_floor = 1000}).end, GzipEnd::kTooLarge);
  EXPECT_EQ(unzipper.Unzip(zeros, {.ratio = 10, .ratio_floor = 1'000'000}).end, GzipEnd::kWhole);

  ByteVector many;
  for (std::size_t i = 0; i < limits::kGzipMembers; ++i) many = Joined({many, Gzip(AsBytes("x"))});
  EXPECT_EQ(unzipper.Unzip(many).end, GzipEnd::kWhole);
  many = Joined({many, Gzip(AsBytes("x"))});
  EXPECT_EQ(unzipper.Unzip(many).end, GzipEnd::kTooLarge);
}

TEST(Gzip, ABombCostsLittle) {
  const ByteVector bomb = Bomb(10'000);
  EXPECT_LT(bomb.size(), 64U << 20U);
  Unzipper unzipper;
  const Unzipped unzipped = unzipper.Unzip(bomb);
  EXPECT_EQ(unzipped.end, GzipEnd::kTooLarge);
  EXPECT_EQ(unzipped.bytes.size(), limits::kArchivePrefixBytes);
}

TEST(Gzip, KnowsItsMagic) {
  EXPECT_TRUE(Unzipper::Recognises(Gzip({})));
  EXPECT_FALSE(Unzipper::Recognises(AsBytes("\x1f")));
  EXPECT_FALSE(Unzipper::Recognises(AsBytes("package/")));
}

}  // namespace
}  // namespace formats
