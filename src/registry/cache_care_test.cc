#include "registry/cache_care.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "registry/cache.h"
#include "registry/cache_lock.h"
#include "registry/packument_cache.h"

namespace registry {
namespace {

Integrity Name(std::string_view bytes) {
  return Integrity::Of(AsBytes(bytes));
}

/// Entries of ten bytes each; "a" stands for "aaaaaaaaaa".
class CacheCareTest : public testing::Test {
 protected:
  static std::string Content(char c) { return std::string(10, c); }
  void Put(std::string_view entries) {
    for (const char c : entries) ASSERT_TRUE(cache_.Put(Name(Content(c)), AsBytes(Content(c))));
  }
  std::string There(std::string_view entries) {
    std::string there;
    for (const char c : entries) {
      if (files_.Status(cache_.PathOf(Name(Content(c))))->type == FileType::kFile) there += c;
    }
    return there;
  }
  CacheUse MustPrune(std::uint64_t bytes) {
    const auto removed = PruneCache(files_, clock_, "/cache", bytes);
    EXPECT_TRUE(removed.has_value());
    return removed ? *removed : CacheUse();
  }

  FakeFileSystem files_;
  FakeClock clock_{1'750'000'000'000};
  ContentCache cache_{files_, clock_, "/cache"};
  PackumentCache documents_{files_, clock_, "/cache"};
};

TEST_F(CacheCareTest, WhatWasUsedLongestAgoGoesFirst) {
  Put("abcde");
  ASSERT_TRUE(cache_.Get(Name(Content('a'))));
  ASSERT_TRUE(cache_.Get(Name(Content('c'))));
  EXPECT_EQ(MustPrune(50), CacheUse()) << "the bound holds";
  EXPECT_EQ(There("abcde"), "abcde");
  // 49 is too little for five; nine tenths of it hold four.
  EXPECT_EQ(MustPrune(49).tarballs, (CacheShare{.files = 1, .bytes = 10}));
  EXPECT_EQ(There("abcde"), "acde");
  MustPrune(25);
  EXPECT_EQ(There("abcde"), "ac") << "used after d and e were written";
  MustPrune(0);
  EXPECT_EQ(There("abcde"), "");
}

TEST_F(CacheCareTest, DocumentsCountAndGoByTheirUseToo) {
  const StoredDocument document{.url = "https://registry.example/x", .body = ByteVector(100, 'x')};
  ASSERT_TRUE(documents_.Put(PackumentForm::kFull, document));
  Put("abcdefghijklmnopqrst");
  ASSERT_TRUE(documents_.Get(document.url, PackumentForm::kFull));
  const CacheUse use = MeasureCache(files_, "/cache");
  EXPECT_EQ(use.tarballs, (CacheShare{.files = 20, .bytes = 200}));
  EXPECT_EQ(use.documents.files, 1U);
  EXPECT_GT(use.documents.bytes, 100U);
  MustPrune(use.documents.bytes * 10 / 9 + 2);
  EXPECT_EQ(There("abcdefghijklmnopqrst"), "") << "all older than the last use of the document";
  EXPECT_TRUE(documents_.Get(document.url, PackumentForm::kFull));
  MustPrune(10);
  EXPECT_FALSE(documents_.Get(document.url, PackumentForm::kFull));
}

TEST_F(CacheCareTest, OtherFilesInTheFolderAreLeftAlone) {
  Put("a");
  files_.Add("/cache/facts.sqlite", "facts");
  files_.Add("/cache/intel/pack", "records");
  files_.Add("/cache/content/notes", "mine");
  files_.AddLink("/cache/content/sha512/00/link", "/etc/passwd");
  EXPECT_EQ(MeasureCache(files_, "/cache").bytes(), 10U);
  EXPECT_EQ(ClearCache(files_, "/cache")->tarballs.files, 1U);
  EXPECT_EQ(There("a"), "");
  for (const char* const path : {"/cache/facts.sqlite", "/cache/intel/pack", "/cache/content/notes",
                                 "/cache/content/sha512/00/link"})
    EXPECT_NE(files_.Status(path)->type, FileType::kMissing) << path;
  EXPECT_EQ(MeasureCache(files_, "/nowhere"), CacheUse());
}

TEST_F(CacheCareTest, AFolderThatCannotBeWrittenIsAnError) {
  Put("ab");
  files_.FailWrites("read-only file system");
  const auto removed = PruneCache(files_, clock_, "/cache", 10);
  ASSERT_FALSE(removed.has_value());
  EXPECT_NE(removed.error().message.find("read-only"), std::string::npos);
  EXPECT_EQ(There("ab"), "ab");
}

TEST_F(CacheCareTest, VerifyingRemovesWhatIsDamagedAndNothingElse) {
  Put("abc");
  const std::string path = cache_.PathOf(Name(Content('b')));
  files_.Add(path, "bbbbbbbbbB");
  const auto sha1 = *Integrity::Parse("sha1-" + std::string("C+7Hteo/D9vJXQ3UfzxbwnXaijM="));
  ASSERT_TRUE(cache_.Put(sha1, AsBytes("foo")));
  const StoredDocument document{.url = "https://registry.example/x", .body = ByteVector(100, 'x')};
  ASSERT_TRUE(documents_.Put(PackumentForm::kFull, document));
  files_.Add("/cache/packuments/ab/cdef.full", "{\"sha256\":\"00\"}\nbody");
  const auto verification = VerifyCache(files_, "/cache");
  ASSERT_TRUE(verification.has_value());
  EXPECT_EQ(verification->damaged,
            (std::vector<std::string>{path, "/cache/packuments/ab/cdef.full"}));
  EXPECT_EQ(verification->whole.tarballs.files, 3U);
  EXPECT_EQ(verification->whole.documents.files, 1U);
  EXPECT_EQ(There("abc"), "ac");
  EXPECT_TRUE(VerifyCache(files_, "/cache")->damaged.empty());
}

class CacheLockTest : public testing::Test {
 protected:
  CacheLockTest() : folder_(fmt::format("{}registry_lock_{}", testing::TempDir(), ::getpid())) {
    std::filesystem::create_directories(folder_);
  }
  ~CacheLockTest() override { std::filesystem::remove_all(folder_); }
  std::string folder_;
};

TEST_F(CacheLockTest, NobodyIsAloneBesideARun) {
  auto one = CacheLock::Share(folder_);
  auto two = CacheLock::Share(folder_);
  ASSERT_TRUE(one && two);
  EXPECT_FALSE(CacheLock::TakeAlone(folder_));
  EXPECT_FALSE(one->BecomeAlone());
  EXPECT_TRUE(two->BecomeAlone()) << "the last of them is alone";
  two.reset();
  EXPECT_TRUE(CacheLock::TakeAlone(folder_));
  EXPECT_FALSE(CacheLock::Share(folder_ + "/nowhere"));
}

TEST_F(CacheLockTest, AKilledRunHoldsNothing) {
  int ready[2] = {};
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = CacheLock::Share(folder_);
    (void)!::write(ready[1], "x", 1);
    ::pause();
    ::_exit(0);
  }
  char got = 0;
  ASSERT_EQ(::read(ready[0], &got, 1), 1);
  EXPECT_FALSE(CacheLock::TakeAlone(folder_));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(CacheLock::TakeAlone(folder_));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(CacheLockTest, ARunWaitsForThePruningToEnd) {
  auto pruning = CacheLock::TakeAlone(folder_);
  ASSERT_TRUE(pruning);
  std::atomic<bool> shared = false;
  std::thread run([&] { shared = CacheLock::Share(folder_).has_value(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_FALSE(shared);
  pruning.reset();
  run.join();
  EXPECT_TRUE(shared);
}

// Children write and prune for ever and are killed in the middle: what is there is whole, and
// nobody is locked out.
TEST_F(CacheLockTest, PruningIsSafeWhateverIsKilledWhen) {
  DiskFileSystem files;
  const SystemClock clock;
  ContentCache cache(files, clock, folder_);
  const auto content = [](int n) { return fmt::format("{:0>5000}", n); };
  for (int round = 0; round < 10; ++round) {
    std::vector<pid_t> children;
    for (int which = 0; which < 2; ++which) {
      const pid_t child = ::fork();
      if (child == 0) {
        for (int n = which;; n += 2) {
          {
            const auto run = CacheLock::Share(folder_);
            (void)cache.Put(Name(content(n % 40)), AsBytes(content(n % 40)));
          }
          if (const auto alone = CacheLock::TakeAlone(folder_))
            (void)PruneCache(files, clock, folder_, 50'000);
        }
      }
      children.push_back(child);
    }
    ::usleep(20'000);
    for (const pid_t child : children) ::kill(child, SIGKILL);
    for (const pid_t child : children) ::waitpid(child, nullptr, 0);
    const auto verification = VerifyCache(files, folder_);
    ASSERT_TRUE(verification.has_value());
    EXPECT_TRUE(verification->damaged.empty()) << verification->damaged.front();
  }
  EXPECT_GT(MeasureCache(files, folder_).tarballs.files, 0U) << "nothing was written";
  const auto alone = CacheLock::TakeAlone(folder_);
  ASSERT_TRUE(alone);
  ASSERT_TRUE(PruneCache(files, clock, folder_, 50'000));
  EXPECT_LE(MeasureCache(files, folder_).tarballs.bytes, 50'000U);
}

}  // namespace
}  // namespace registry
