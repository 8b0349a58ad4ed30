#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>

#include "base/limits.h"
#include "base/text.h"
#include "store/schema.h"
#include "store/sqlite_store.h"

namespace store {
namespace {

constexpr std::string_view kSideFiles[] = {"", "-wal", "-shm"};

/// Holds PATH.lock while a damaged database is replaced, so that of several processes that find it
/// damaged one acts and the others find a new one.
class ReplacementLock {
 public:
  explicit ReplacementLock(const std::string& path)
      : descriptor_(open((path + ".lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
    if (descriptor_ >= 0) flock(descriptor_, LOCK_EX);
  }
  ~ReplacementLock() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  ReplacementLock(const ReplacementLock&) = delete;
  ReplacementLock& operator=(const ReplacementLock&) = delete;

 private:
  int descriptor_;
};

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

}  // namespace

SqliteStore::SqliteStore(std::string path, SqliteOptions options)
    : path_(std::move(path)), options_(options) {
  Open();
}

void SqliteStore::Tell(std::string code, std::string message, std::string help) {
  diagnostics_.push_back({.level = Diagnostic::Level::kWarning,
                          .code = std::move(code),
                          .message = std::move(message),
                          .file = path_,
                          .help = std::move(help)});
}

void SqliteStore::Open() {
  std::error_code ignored;  // what matters is whether the file can be opened
  const auto folder = std::filesystem::path(path_).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const Outcome outcome = OpenForWriting();
    if (outcome == Outcome::kDone) return;
    if (outcome == Outcome::kDamaged) {
      if (!SetAside()) break;
    } else if (outcome != Outcome::kMoved) {
      break;
    }
  }
  const std::string reason = database_.reason();
  OpenForReading();
  Tell("S002",
       access_ == Access::kRead ? fmt::format("the store can be read but not written ({})", reason)
                                : fmt::format("the store cannot be opened ({})", reason),
       "what is found now is forgotten when the program ends: make room, or the file writable");
}

/// kDone also when the file is not for us to use: then `access_` is kNone and that was told.
Outcome SqliteStore::OpenForWriting() {
  access_ = Access::kNone;
  Outcome outcome = database_.Open(path_, Database::Mode::kReadWrite);
  if (outcome != Outcome::kDone) return outcome;
  std::int64_t application = 0;
  std::int64_t version = 0;
  std::int64_t objects = 0;
  // In one transaction: another process may be making the tables between two of these questions.
  outcome = database_.Run("BEGIN");
  if (outcome == Outcome::kDone) {
    outcome = database_.ReadNumber("PRAGMA application_id", application);
  }
  if (outcome == Outcome::kDone) outcome = database_.ReadNumber("PRAGMA user_version", version);
  if (outcome == Outcome::kDone) {
    outcome = database_.ReadNumber("SELECT count(*) FROM sqlite_schema", objects);
  }
  database_.RollBack();
  if (outcome != Outcome::kDone) return outcome;
  const bool is_empty = application == 0 && version == 0 && objects == 0;
  if (application != kApplicationId && !is_empty) {
    database_.Close();
    Tell("S004",
         "the file is a database of another program: it is left alone, nothing is remembered",
         "name another file for the store");
    return Outcome::kDone;
  }
  if (version > static_cast<std::int64_t>(SchemaSteps().size())) {
    database_.Close();
    Tell("S003",
         fmt::format("the store has version {}, newer than this program knows ({}): it is left "
                     "alone, nothing is remembered",
                     version, SchemaSteps().size()),
         "update the program, or name another file for the store");
    return Outcome::kDone;
  }
  outcome = Prepare();
  if (outcome == Outcome::kDone) access_ = Access::kWrite;
  return outcome;
}

Outcome SqliteStore::Prepare() {
  // Write-ahead logging: readers never wait, and a killed writer leaves nothing half done. It stays
  // with the file; when another process is just switching, either way is right.
  const Outcome journal = database_.Run("PRAGMA journal_mode = WAL");
  if (journal == Outcome::kDamaged) return journal;
  std::int64_t page_bytes = 0;
  Outcome outcome = database_.Run("PRAGMA synchronous = NORMAL");
  if (outcome == Outcome::kDone) outcome = database_.ReadNumber("PRAGMA page_size", page_bytes);
  if (outcome == Outcome::kDone && page_bytes > 0) {
    outcome = database_.Run(fmt::format("PRAGMA max_page_count = {}",
                                        static_cast<std::int64_t>(options_.bytes) / page_bytes));
  }
  if (outcome == Outcome::kDone) outcome = Migrate();
  for (const std::string_view table : {"facts", "findings", "assessments"}) {
    if (outcome != Outcome::kDone) break;
    // Fails when the table, which the version says is there, is not.
    std::int64_t rows = 0;
    outcome = database_.ReadNumber(
        fmt::format("SELECT count(*) FROM (SELECT value FROM {} LIMIT 1)", table), rows);
  }
  return outcome;
}

Outcome SqliteStore::Migrate() {
  std::int64_t version = 0;
  const auto steps = SchemaSteps();
  Outcome outcome = database_.ReadNumber("PRAGMA user_version", version);
  if (outcome != Outcome::kDone || version == static_cast<std::int64_t>(steps.size())) {
    return outcome;
  }
  outcome = database_.Run("BEGIN IMMEDIATE");
  if (outcome != Outcome::kDone) return outcome;
  // Again, as another process may have done it while we waited.
  outcome = database_.ReadNumber("PRAGMA user_version", version);
  for (auto step = static_cast<std::size_t>(version);
       outcome == Outcome::kDone && step < steps.size(); ++step) {
    outcome = database_.Run(std::string(steps[step]));
  }
  if (outcome == Outcome::kDone) {
    outcome =
        database_.Run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT",
                                  kApplicationId, steps.size()));
  }
  if (outcome != Outcome::kDone) database_.RollBack();
  return outcome;
}

void SqliteStore::OpenForReading() {
  access_ = Access::kNone;
  for (const auto mode : {Database::Mode::kReadOnly, Database::Mode::kImmutable}) {
    std::int64_t application = 0;
    std::int64_t version = 0;
    if (!Exists(path_) || database_.Open(path_, mode) != Outcome::kDone ||
        database_.ReadNumber("PRAGMA application_id", application) != Outcome::kDone ||
        database_.ReadNumber("PRAGMA user_version", version) != Outcome::kDone) {
      continue;
    }
    if (application != kApplicationId ||
        version != static_cast<std::int64_t>(SchemaSteps().size())) {
      break;
    }
    access_ = Access::kRead;
    return;
  }
  database_.Close();
}

/// After an operation that came to nothing.
void SqliteStore::Recover(Outcome outcome) {
  switch (outcome) {
    case Outcome::kDone:
    case Outcome::kRow:
      return;
    case Outcome::kDamaged:
      if (access_ == Access::kRead) {
        database_.Close();
        access_ = Access::kNone;
        return;
      }
      if (SetAside()) return Open();
      break;
    case Outcome::kMoved:
      return Open();
    case Outcome::kRefused:
      break;
  }
  if (access_ == Access::kWrite) {
    access_ = Access::kRead;
    Tell("S002", fmt::format("the store can no longer be written ({})", failure_),
         "what is found now is forgotten when the program ends: make room, or the file writable");
  }
}

/// Renames the damaged file and what belongs to it; false when that cannot be done.
bool SqliteStore::SetAside() {
  const std::string reason = database_.reason();
  const ReplacementLock lock(path_);
  const bool is_ours_to_move = database_.is_open() ? database_.IsStillAt(path_) : Exists(path_);
  database_.Close();
  access_ = Access::kNone;
  if (!is_ours_to_move) return true;  // another process has done it
  std::string aside;
  for (int n = 1; n <= limits::kStoreDamagedKept; ++n) {
    aside = fmt::format("{}.damaged-{}", path_, n);
    if (!Exists(aside)) break;
  }
  for (const std::string_view side : kSideFiles) {
    const std::string from = path_ + std::string(side);
    if (!Exists(from)) continue;
    std::error_code error;
    std::filesystem::rename(from, aside + std::string(side), error);
    if (error) return false;
  }
  Tell("S001",
       fmt::format("the store was damaged ({}): it is set aside as {} and begun anew", reason,
                   Quote(aside)),
       "nothing to do: packages are read once more; the file set aside may be deleted");
  return true;
}

std::unique_ptr<Store> OpenSqliteStore(const std::string& path, SqliteOptions options) {
  return std::make_unique<SqliteStore>(path, options);
}

}  // namespace store
