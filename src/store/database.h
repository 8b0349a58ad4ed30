#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

struct sqlite3;
struct sqlite3_stmt;

namespace store {

/// What an operation on a database came to, as far as the store tells outcomes apart.
enum class Outcome : std::uint8_t {
  kDone,
  kRow,      ///< of a Statement: there is a row to read
  kDamaged,  ///< not a database, or a malformed one
  kMoved,    ///< the file was renamed or replaced while it was open
  kRefused,  ///< cannot be opened, read or written: rights, space, another process
};

/// One connection to SQLite. Not for two threads at once.
class Database {
 public:
  enum class Mode : std::uint8_t {
    kReadWrite,  ///< makes the file when it is missing
    kReadOnly,
    kImmutable,  ///< read only, without locks: for a file whose folder cannot be written
  };

  Database() = default;
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Closes what was open before.
  [[nodiscard]] Outcome Open(const std::string& path, Mode mode);
  void Close();
  [[nodiscard]] bool is_open() const { return handle_ != nullptr; }
  /// Whether the file at `path` is still the one that was opened.
  [[nodiscard]] bool IsStillAt(const std::string& path) const;

  /// Statements without results.
  [[nodiscard]] Outcome Run(const std::string& sql);
  /// Ends the transaction that is open, if one is, and undoes it. reason() stays as it was.
  void RollBack();
  /// The single number that a query gives.
  [[nodiscard]] Outcome ReadNumber(const std::string& sql, std::int64_t& number);
  /// SQLite's words for the last failure.
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  friend class Statement;
  Outcome Judge(int code);

  sqlite3* handle_ = nullptr;
  std::string reason_;
  std::uint64_t inode_ = 0;
  std::uint64_t device_ = 0;
};

/// A prepared statement; must not outlive its database. A statement that could not be prepared
/// gives that outcome at its first step.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Parameters count from 1. What is bound must stay until the next Reset.
  void Bind(int parameter, Bytes blob);
  void Bind(int parameter, std::string_view text);
  void Bind(int parameter, std::int64_t number);
  /// kRow or kDone when all is well.
  [[nodiscard]] Outcome Step();
  void Reset();
  /// Of the current row; valid until the next step.
  [[nodiscard]] Bytes Blob(int column) const;
  [[nodiscard]] std::int64_t Number(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
  Outcome prepared_ = Outcome::kDone;
};

}  // namespace store
