#include "registry/cache.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "base/hash.h"
#include "registry/npm_cache.h"

namespace registry {
namespace {

std::string TextOf(const std::optional<ByteVector>& bytes) {
  return bytes ? std::string(AsText(*bytes)) : "nothing";
}

class CacheTest : public testing::Test {
 protected:
  FakeFileSystem files_;
  FakeClock clock_{1'750'000'000'000};
  ContentCache cache_{files_, clock_, "/cache"};
};

TEST_F(CacheTest, GivesBackWhatWasPutByItsHash) {
  const auto integrity = Integrity::Of(AsBytes("bytes"));
  EXPECT_EQ(TextOf(cache_.Get(integrity)), "nothing");
  ASSERT_TRUE(cache_.Put(integrity, AsBytes("bytes")));
  EXPECT_EQ(TextOf(cache_.Get(integrity)), "bytes");
  const std::string hex = Hex(integrity.strongest().digest);
  EXPECT_EQ(cache_.PathOf(integrity),
            "/cache/content/sha512/" + hex.substr(0, 2) + "/" + hex.substr(2));
}

TEST_F(CacheTest, TellsHowLargeAnEntryIs) {
  const auto integrity = Integrity::Of(AsBytes("bytes"));
  EXPECT_EQ(cache_.SizeOf(integrity), std::nullopt);
  ASSERT_TRUE(cache_.Put(integrity, AsBytes("bytes")));
  EXPECT_EQ(cache_.SizeOf(integrity), 5U);
  EXPECT_EQ(TextOf(cache_.EndOf(integrity, 2)), "es");
  EXPECT_EQ(cache_.EndOf(Integrity::Of(AsBytes("others")), 2), std::nullopt);
}

TEST_F(CacheTest, KeepsUnderTheStrongestHashThatWasAskedFor) {
  const auto sha1 = *Integrity::FromShasum(Hex(Sha1(AsBytes("bytes"))));
  ASSERT_TRUE(cache_.Put(sha1, AsBytes("bytes")));
  EXPECT_EQ(TextOf(cache_.Get(sha1)), "bytes");
  EXPECT_NE(cache_.PathOf(sha1).find("/sha1/"), std::string::npos);
}

TEST_F(CacheTest, ADamagedEntryIsRemoved) {
  const auto integrity = Integrity::Of(AsBytes("bytes"));
  files_.Add(cache_.PathOf(integrity), "bytEs");
  EXPECT_EQ(TextOf(cache_.Get(integrity)), "nothing");
  EXPECT_EQ(files_.Status(cache_.PathOf(integrity))->type, FileType::kMissing);
}

TEST(CacheFolder, FollowsTheVariables) {
  EXPECT_EQ(CacheFolder({{"XDG_CACHE_HOME", "/x"}, {"HOME", "/home/me"}}), "/x/sallyport");
  EXPECT_EQ(CacheFolder({{"XDG_CACHE_HOME", "x"}, {"HOME", "/home/me"}}),
            "/home/me/.cache/sallyport");
}

/// A folder on the real disk, removed at the end.
class DiskCacheTest : public testing::Test {
 protected:
  DiskCacheTest() : folder_(fmt::format("{}registry_cache_{}", testing::TempDir(), ::getpid())) {
    std::filesystem::remove_all(folder_);
  }
  ~DiskCacheTest() override { std::filesystem::remove_all(folder_); }
  DiskCacheTest(const DiskCacheTest&) = delete;
  DiskCacheTest& operator=(const DiskCacheTest&) = delete;

  /// Entry `number` of `round`: large enough that a write can be cut in the middle.
  static ByteVector BytesOf(std::uint32_t number) {
    ByteVector bytes(150'000 + number * 977);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<std::uint8_t>(i * 31 + number * 7 + i / 256);
    }
    return bytes;
  }

  std::string folder_;
  DiskFileSystem files_;
  SystemClock clock_;
};

constexpr std::uint32_t kEntries = 24;

// Children write the same entries for ever and are killed in the middle, again and again: whatever
// stands under an entry's name must be whole.
TEST_F(DiskCacheTest, EntriesAreWholeWhateverIsKilledWhen) {
  std::vector<ByteVector> contents;
  std::vector<Integrity> integrities;
  for (std::uint32_t i = 0; i < kEntries; ++i) {
    contents.push_back(BytesOf(i));
    integrities.push_back(Integrity::Of(contents.back()));
  }
  ContentCache cache(files_, clock_, folder_);
  std::size_t whole = 0;
  for (int round = 0; round < 25; ++round) {
    std::vector<pid_t> children;
    for (std::uint32_t child = 0; child < 3; ++child) {
      const pid_t pid = ::fork();
      ASSERT_GE(pid, 0);
      if (pid == 0) {
        for (std::uint32_t i = child * 5;; ++i) {
          (void)cache.Put(integrities[i % kEntries], contents[i % kEntries]);
        }
      }
      children.push_back(pid);
    }
    ::usleep(2'000 + static_cast<useconds_t>(round) * 700);
    for (const pid_t pid : children) ::kill(pid, SIGKILL);
    for (const pid_t pid : children) ::waitpid(pid, nullptr, 0);
    for (std::uint32_t i = 0; i < kEntries; ++i) {
      const auto bytes = files_.Read(cache.PathOf(integrities[i]), 10'000'000);
      if (!bytes) continue;
      ++whole;
      ASSERT_TRUE(integrities[i].Matches(*bytes)) << "a torn entry in round " << round;
    }
  }
  EXPECT_GT(whole, 0U) << "the children wrote nothing: the test proves nothing";
}

std::size_t TemporaryFiles(const std::string& folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".tmp") ++count;
  }
  return count;
}

TEST_F(DiskCacheTest, LeftoversOfKilledRunsAreRemovedAfterAnHour) {
  const ByteVector bytes = BytesOf(1);
  const auto integrity = Integrity::Of(bytes);
  ContentCache now(files_, clock_, folder_);
  ASSERT_TRUE(now.Put(integrity, bytes));
  ASSERT_TRUE(files_.WriteAtomically(now.PathOf(integrity) + ".123.0.tmp", AsBytes("left over")));
  ASSERT_TRUE(now.Put(integrity, bytes));
  EXPECT_EQ(TemporaryFiles(folder_), 1U) << "it may belong to a run that is under way";
  const FakeClock later(clock_.Now() + 3'601'000);
  ContentCache cache(files_, later, folder_);
  ASSERT_TRUE(cache.Put(integrity, bytes));
  EXPECT_EQ(TemporaryFiles(folder_), 0U);
  EXPECT_TRUE(cache.Get(integrity));
}

std::string Line(std::string_view json) {
  return Hex(Sha1(AsBytes(json))) + "\t" + std::string(json);
}

TEST(Cacache, TheLastWholeLineOfAKeyCounts) {
  const std::string a = Integrity::Of(AsBytes("a")).ToString();
  const std::string b = Integrity::Of(AsBytes("b")).ToString();
  const std::string line_a = Line(R"({"key":"k","integrity":")" + a + R"("})");
  const std::string line_b = Line(R"({"key":"k","integrity":")" + b + R"("})");
  const std::string line_other = Line(R"({"key":"other","integrity":")" + b + R"("})");
  const std::string deleted = Line(R"({"key":"k","integrity":null})");
  std::string damaged = line_b;
  damaged.back() = ' ';
  struct Case {
    std::string bucket;
    std::string expected;
  };
  for (const Case& c : {
           Case{"", "none"},
           Case{"\n" + line_a, a},
           Case{"\n" + line_a + "\n" + line_b, b},
           Case{line_a + "\n" + line_other, a},
           Case{line_a + "\n" + damaged, a},
           Case{line_a + "\n" + line_b.substr(0, 60), a},
           Case{line_a + "\n" + deleted, "deleted"},
           Case{line_other, "none"},
           Case{"no tab\n\t\n" + Line("[]") + "\n" + Line("not json"), "none"},
       }) {
    const auto entry = FindInBucket(c.bucket, "k");
    const std::string told = !entry                     ? "none"
                             : entry->integrity.empty() ? "deleted"
                                                        : entry->integrity.ToString();
    EXPECT_EQ(told, c.expected) << c.bucket;
  }
}

}  // namespace
}  // namespace registry
