#include "store/database.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <array>

#include "base/limits.h"

namespace store {
namespace {

/// `path` as SQLite's URI, in which `%`, `?` and `#` mean something.
std::string Uri(const std::string& path, std::string_view query) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      const auto byte = static_cast<unsigned char>(c);
      uri += '%';
      uri += kDigits[byte >> 4U];
      uri += kDigits[byte & 15U];
    } else {
      uri += c;
    }
  }
  return uri.append(query);
}

}  // namespace

Database::~Database() {
  Close();
}

void Database::Close() {
  sqlite3_close(handle_);
  handle_ = nullptr;
}

Outcome Database::Judge(int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE) return Outcome::kDone;
  if (code == SQLITE_ROW) return Outcome::kRow;
  reason_ = handle_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle_);
  if (code == SQLITE_READONLY_DBMOVED) return Outcome::kMoved;
  constexpr int kPrimary = 0xFF;
  switch (code & kPrimary) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    // Our statements are right for our schema: what they fail on is a schema that is not.
    case SQLITE_ERROR:
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
      return Outcome::kDamaged;
    default:
      return Outcome::kRefused;
  }
}

Outcome Database::Open(const std::string& path, Mode mode) {
  Close();
  const int access =
      mode == Mode::kReadWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const std::string uri = Uri(path, mode == Mode::kImmutable ? "?immutable=1" : "");
  const int code = sqlite3_open_v2(uri.c_str(), &handle_,
                                   access | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const Outcome outcome = Judge(code);
    Close();
    return outcome;
  }
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, limits::kStoreBusyMilliseconds);
  // The file may be hostile: nothing in its schema may do more than hold data.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH,
                static_cast<int>(limits::kStoreBlobBytes + limits::kMiB));
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) {
    inode_ = status.st_ino;
    device_ = status.st_dev;
  }
  return Run("PRAGMA cell_size_check = ON");
}

bool Database::IsStillAt(const std::string& path) const {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && status.st_ino == inode_ && status.st_dev == device_;
}

Outcome Database::Run(const std::string& sql) {
  return Judge(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr));
}

void Database::RollBack() {
  // Not through Run: `reason_` is why the transaction failed, not how its end went.
  if (sqlite3_get_autocommit(handle_) == 0) {
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

Outcome Database::ReadNumber(const std::string& sql, std::int64_t& number) {
  Statement query(*this, sql);
  const Outcome outcome = query.Step();
  if (outcome == Outcome::kRow) number = query.Number(0);
  return outcome == Outcome::kRow ? Outcome::kDone : outcome;
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  prepared_ = database.Judge(sqlite3_prepare_v2(
      database.handle_, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr));
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

void Statement::Bind(int parameter, Bytes blob) {
  sqlite3_bind_blob64(statement_, parameter, blob.data(), blob.size(), SQLITE_STATIC);
}

void Statement::Bind(int parameter, std::string_view text) {
  sqlite3_bind_text64(statement_, parameter, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Statement::Bind(int parameter, std::int64_t number) {
  sqlite3_bind_int64(statement_, parameter, number);
}

Outcome Statement::Step() {
  return prepared_ == Outcome::kDone ? database_.Judge(sqlite3_step(statement_)) : prepared_;
}

void Statement::Reset() {
  sqlite3_reset(statement_);
}

Bytes Statement::Blob(int column) const {
  const auto* const bytes =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  if (bytes == nullptr) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::int64_t Statement::Number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

}  // namespace store
