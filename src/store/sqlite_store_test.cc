#include "store/sqlite_store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "store/samples_test.h"
#include "store/schema.h"

// What can happen to a database file, made to happen.

namespace store {
namespace {

namespace fs = std::filesystem;

FactsKey Key(int n) {
  return {.subject = Sha256(AsBytes(std::to_string(n))), .extractor_version = 1};
}

void Save(Store& store, int n) {
  store.SaveFacts(std::vector{Key(n)}, std::vector{SampleFacts(n)});
}

bool Knows(Store& store, int n) {
  const auto loaded = store.LoadFacts(std::vector{Key(n)}).at(0);
  EXPECT_TRUE(!loaded || *loaded == SampleFacts(n));
  return loaded.has_value();
}

std::string Codes(Store& store) {
  std::string codes;
  for (const Diagnostic& diagnostic : store.TakeDiagnostics()) codes += diagnostic.code + " ";
  return codes;
}

class SqliteStoreTest : public testing::Test {
 protected:
  SqliteStoreTest() {
    std::string pattern = testing::TempDir() + "sqlite-XXXXXX";
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ + "/store.db";
  }
  ~SqliteStoreTest() override { fs::remove_all(folder_); }

  /// A closed database that knows `count` facts.
  void Fill(int count) {
    const auto store = OpenSqliteStore(path_);
    for (int n = 0; n < count; ++n) Save(*store, n);
    EXPECT_EQ(Codes(*store), "");
  }
  void Overwrite(std::uint64_t at, std::string_view bytes) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    ASSERT_TRUE(file.good());
  }
  void Sql(const std::string& sql) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
        << message;
    sqlite3_close(database);
  }
  /// Whatever was damaged: it is set aside with one message, and the store works.
  void ExpectSetAside() {
    const auto store = OpenSqliteStore(path_);
    for (int n = 0; n < 300; ++n) static_cast<void>(Knows(*store, n));
    Save(*store, 1000);
    EXPECT_TRUE(Knows(*store, 1000));
    EXPECT_EQ(Codes(*store), "S001 ");
    EXPECT_TRUE(fs::exists(path_ + ".damaged-1"));
    EXPECT_FALSE(fs::exists(path_ + ".damaged-2"));
    const auto again = OpenSqliteStore(path_);
    EXPECT_TRUE(Knows(*again, 1000));
    EXPECT_EQ(Codes(*again), "");
  }

  std::string folder_;
  std::string path_;
};

/// Runs `work` in a process of its own; what it returns is the exit status.
pid_t Fork(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  return child;
}

int Wait(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST_F(SqliteStoreTest, RemembersFromOneRunToTheNext) {
  Fill(3);
  const auto store = OpenSqliteStore(path_);
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(Knows(*store, n));
  EXPECT_FALSE(Knows(*store, 3));
}

TEST_F(SqliteStoreTest, MigratesFromEveryOlderVersionAndKeepsWhatIsThere) {
  const auto steps = SchemaSteps();
  for (std::size_t version = 0; version <= steps.size(); ++version) {
    fs::remove(path_);
    fs::remove(path_ + "-wal");
    Fill(version > 0 ? 1 : 0);
    // Back to what a program of that version would have left.
    for (const char* table : {"assessments", "findings", "facts"}) {
      const std::size_t made_by = std::string_view(table) == "facts"      ? 1
                                  : std::string_view(table) == "findings" ? 2
                                                                          : 3;
      if (made_by > version) Sql(std::string("DROP TABLE IF EXISTS ") + table);
    }
    if (version == 2 || version == 3)
      Sql("DROP TABLE findings; CREATE TABLE findings (key BLOB PRIMARY KEY, value BLOB NOT NULL)");
    if (version == 0) Sql("PRAGMA application_id = 0");
    Sql("PRAGMA user_version = " + std::to_string(version));

    const auto store = OpenSqliteStore(path_);
    EXPECT_EQ(Codes(*store), "") << version;
    EXPECT_EQ(Knows(*store, 0), version > 0) << version;
    store->SaveFindings(std::vector{FindingsKey{Key(1).subject}},
                        std::vector<std::vector<Finding>>(1));
    store->SaveAssessment("/p", SampleAssessment());
    EXPECT_TRUE(OpenSqliteStore(path_)->LoadAssessment("/p")) << version;
    EXPECT_TRUE(
        OpenSqliteStore(path_)->LoadFindings(std::vector{FindingsKey{Key(1).subject}}).at(0))
        << version;
  }
}

TEST_F(SqliteStoreTest, ANewerDatabaseIsLeftAlone) {
  Fill(1);
  Sql("PRAGMA user_version = 99");
  const auto before = fs::file_size(path_);
  const auto store = OpenSqliteStore(path_);
  EXPECT_EQ(Codes(*store), "S003 ");
  Save(*store, 5);
  EXPECT_TRUE(Knows(*store, 5));  // in memory
  EXPECT_FALSE(Knows(*store, 0));
  EXPECT_EQ(fs::file_size(path_), before);
  EXPECT_FALSE(fs::exists(path_ + ".damaged-1"));
}

TEST_F(SqliteStoreTest, ADatabaseOfAnotherProgramIsLeftAlone) {
  Sql("CREATE TABLE bookmarks (url TEXT)");
  const auto store = OpenSqliteStore(path_);
  EXPECT_EQ(Codes(*store), "S004 ");
  Save(*store, 5);
  EXPECT_TRUE(Knows(*store, 5));
  Sql("SELECT url FROM bookmarks");
  EXPECT_FALSE(fs::exists(path_ + ".damaged-1"));
}

TEST_F(SqliteStoreTest, WhatWasWrittenFirstGoesWhenItIsTooMuch) {
  const auto store = OpenSqliteStore(path_);
  for (int n = 0; n < 400; ++n) Save(*store, n);
  const std::uint64_t before = store->Use(1).bytes;
  store->Prune({.extractor_version = 1, .bytes = before});
  EXPECT_EQ(store->Use(1).packages, 400U);
  store->Prune({.extractor_version = 1, .bytes = before / 2});
  const StoreUse use = store->Use(1);
  EXPECT_LE(use.bytes, before / 2);
  EXPECT_GT(use.packages, 100U);
  EXPECT_LT(use.packages, 400U);
  for (int n = 0; n < 400; ++n)
    EXPECT_EQ(Knows(*store, n), n >= 400 - static_cast<int>(use.packages)) << n;
  store->Prune({.extractor_version = 1, .bytes = 0});
  EXPECT_EQ(store->Use(1).packages, 0U) << "there is an end when not even that is enough";
  EXPECT_EQ(Codes(*store), "");
}

TEST_F(SqliteStoreTest, ClearingGivesTheSpaceBackAndAnotherRunGoesOn) {
  Fill(400);
  const auto other = OpenSqliteStore(path_);
  EXPECT_TRUE(Knows(*other, 1));
  const std::uint64_t before = other->Use(1).bytes;
  OpenSqliteStore(path_)->Clear();
  EXPECT_LT(other->Use(1).bytes, before / 4);
  EXPECT_FALSE(Knows(*other, 1));
  Save(*other, 1);
  EXPECT_TRUE(Knows(*OpenSqliteStore(path_), 1));
  EXPECT_EQ(Codes(*other), "");
}

TEST_F(SqliteStoreTest, SetsGarbageAside) {
  std::ofstream(path_) << std::string(10'000, 'x');
  ExpectSetAside();
}

TEST_F(SqliteStoreTest, SetsATruncatedDatabaseAside) {
  Fill(300);
  fs::resize_file(path_, fs::file_size(path_) / 2);
  ExpectSetAside();
}

TEST_F(SqliteStoreTest, SetsADatabaseWithAWrongMagicAside) {
  Fill(1);
  Overwrite(0, "SQLite format 9");
  ExpectSetAside();
}

TEST_F(SqliteStoreTest, SetsADatabaseWithBrokenPagesAside) {
  Fill(300);
  for (std::uint64_t page = 1; page < fs::file_size(path_) / 4096; ++page) {
    Overwrite(page * 4096, std::string(64, '\xEE'));
  }
  ExpectSetAside();
}

TEST_F(SqliteStoreTest, SetsADatabaseWithoutItsTablesAside) {
  Fill(1);
  Sql("DROP TABLE facts");
  ExpectSetAside();
}

TEST_F(SqliteStoreTest, AHostileSchemaDoesNothing) {
  Fill(1);
  Sql("DROP TABLE facts; CREATE TABLE hidden (subject BLOB, extractor INTEGER, value BLOB);"
      "CREATE VIEW facts AS SELECT * FROM hidden");
  ExpectSetAside();
}

TEST_F(SqliteStoreTest, AValueThatIsNotOursIsAsIfItWereNotThere) {
  Fill(2);
  Sql("UPDATE facts SET value = x'5350010112345678'");
  const auto store = OpenSqliteStore(path_);
  EXPECT_FALSE(Knows(*store, 0));
  Save(*store, 0);
  EXPECT_TRUE(Knows(*store, 0));
  EXPECT_EQ(Codes(*store), "");
}

TEST_F(SqliteStoreTest, EachDamagedFileGetsANumberOfItsOwn) {
  for (int n = 1; n <= 3; ++n) {
    std::ofstream(path_) << "not a database, and long enough to be looked at by its reader";
    EXPECT_EQ(Codes(*OpenSqliteStore(path_)), "S001 ");
    EXPECT_TRUE(fs::exists(path_ + ".damaged-" + std::to_string(n)));
  }
}

TEST_F(SqliteStoreTest, WhereNothingCanBeWrittenMemoryServes) {
  std::ofstream(folder_ + "/file") << "x";
  const auto store = OpenSqliteStore(folder_ + "/file/store.db");
  EXPECT_EQ(Codes(*store), "S002 ");
  Save(*store, 1);
  EXPECT_TRUE(Knows(*store, 1));
  EXPECT_EQ(Codes(*store), "");
}

TEST_F(SqliteStoreTest, AFullDatabaseLosesNothingInThisRun) {
  const auto store = OpenSqliteStore(path_, {.bytes = 128 * limits::kKiB});
  for (int n = 0; n < 400; ++n) Save(*store, n);
  for (int n = 0; n < 400; ++n) EXPECT_TRUE(Knows(*store, n)) << n;
  EXPECT_EQ(Codes(*store), "S002 ");
  const auto again = OpenSqliteStore(path_);
  EXPECT_TRUE(Knows(*again, 0));
  EXPECT_FALSE(Knows(*again, 399));
}

TEST_F(SqliteStoreTest, WhatCannotBeWrittenIsStillRead) {
  Fill(2);
  ASSERT_EQ(chmod(path_.c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder_.c_str(), 0555), 0);
  const int status = Wait(Fork([&] {
    if (geteuid() == 0 && setuid(65534) != 0) return 1;  // rights do not bind root
    const auto store = OpenSqliteStore(path_);
    if (Codes(*store) != "S002 ") return 2;
    if (!Knows(*store, 0) || !Knows(*store, 1)) return 3;
    Save(*store, 5);
    return Knows(*store, 5) && Codes(*store).empty() ? 0 : 4;
  }));
  EXPECT_EQ(status, 0);
  chmod(folder_.c_str(), 0755);
}

TEST_F(SqliteStoreTest, ADeletedFileIsMadeAnew) {
  const auto store = OpenSqliteStore(path_);
  Save(*store, 1);
  fs::remove(path_);
  fs::remove(path_ + "-wal");
  fs::remove(path_ + "-shm");
  Save(*store, 2);
  EXPECT_EQ(Codes(*store), "");
  EXPECT_TRUE(Knows(*OpenSqliteStore(path_), 2));
}

TEST_F(SqliteStoreTest, OddPathsAreOnlyPaths) {
  const std::string odd = folder_ + "/a%20?mode=memory#b.db";
  Save(*OpenSqliteStore(odd), 1);
  EXPECT_TRUE(fs::exists(odd));
  EXPECT_TRUE(Knows(*OpenSqliteStore(odd), 1));
}

TEST_F(SqliteStoreTest, SeveralProcessesWriteAtOnce) {
  std::vector<pid_t> children;
  for (int process = 0; process < 4; ++process) {
    children.push_back(Fork([&, process] {
      const auto store = OpenSqliteStore(path_);
      for (int n = 0; n < 50; ++n) Save(*store, process * 50 + n);
      return Codes(*store).empty() ? 0 : 1;
    }));
  }
  for (const pid_t child : children) EXPECT_EQ(Wait(child), 0);
  const auto store = OpenSqliteStore(path_);
  for (int n = 0; n < 200; ++n) EXPECT_TRUE(Knows(*store, n)) << n;
}

TEST_F(SqliteStoreTest, SeveralProcessesThatFindDamageReplaceItOnce) {
  Fill(300);
  fs::resize_file(path_, fs::file_size(path_) / 2);
  std::vector<pid_t> children;
  for (int process = 0; process < 4; ++process) {
    children.push_back(Fork([&, process] {
      const auto store = OpenSqliteStore(path_);
      for (int n = 0; n < 300; ++n) static_cast<void>(Knows(*store, n));
      Save(*store, 1000 + process);
      return Knows(*store, 1000 + process) ? 0 : 1;
    }));
  }
  for (const pid_t child : children) EXPECT_EQ(Wait(child), 0);
  EXPECT_TRUE(fs::exists(path_ + ".damaged-1"));
  EXPECT_FALSE(fs::exists(path_ + ".damaged-2"));
  const auto store = OpenSqliteStore(path_);
  Save(*store, 1);
  EXPECT_TRUE(Knows(*store, 1));
  EXPECT_EQ(Codes(*store), "");
}

TEST_F(SqliteStoreTest, AKilledWriterLeavesNothingHalfDone) {
  constexpr int kBatch = 40;
  const auto batch_keys = [](int batch) {
    std::vector<FactsKey> keys;
    for (int i = 0; i < kBatch; ++i) keys.push_back(Key(batch * kBatch + i));
    return keys;
  };
  for (int round = 0; round < 5; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = Fork([&] {
      const auto store = OpenSqliteStore(path_);
      for (int batch = 0;; ++batch) {
        std::vector<PackageFacts> facts;
        for (int i = 0; i < kBatch; ++i) facts.push_back(SampleFacts(batch * kBatch + i));
        if (write(pipe_ends[1], "x", 1) != 1) return 1;
        store->SaveFacts(batch_keys(batch), facts);
      }
      return 0;
    });
    // Killed while it writes one of its first batches.
    char begun[8];
    for (int batch = 0; batch <= round; ++batch) ASSERT_EQ(read(pipe_ends[0], begun, 1), 1);
    kill(child, SIGKILL);
    EXPECT_EQ(Wait(child), -SIGKILL);
    close(pipe_ends[0]);
    close(pipe_ends[1]);

    const auto store = OpenSqliteStore(path_);
    EXPECT_EQ(Codes(*store), "");
    for (int batch = 0; batch < 50; ++batch) {
      const auto loaded = store->LoadFacts(batch_keys(batch));
      const auto known = std::count_if(loaded.begin(), loaded.end(),
                                       [](const auto& facts) { return facts.has_value(); });
      EXPECT_TRUE(known == 0 || known == kBatch) << known;
    }
  }
}

}  // namespace
}  // namespace store
