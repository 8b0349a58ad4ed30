#include "store/sqlite_store.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "store/serialise.h"

// Values and what becomes of them; opening, migrating and repairing the file is in
// sqlite_open.cc.

namespace store {
namespace {
constexpr std::string_view kTables[] = {"facts", "findings", "assessments"};
}

Diagnostics SqliteStore::TakeDiagnostics() {
  const std::lock_guard lock(mutex_);
  return std::exchange(diagnostics_, {});
}

template <typename Work>
Outcome SqliteStore::InTransaction(const std::string& begin, Work work) {
  Outcome outcome = database_.Run(begin);
  if (outcome != Outcome::kDone) {
    failure_ = database_.reason();
    return outcome;
  }
  outcome = work();
  if (outcome == Outcome::kDone) outcome = database_.Run("COMMIT");
  if (outcome != Outcome::kDone) {
    failure_ = database_.reason();
    database_.RollBack();
  }
  return outcome;
}

/// Runs `work` in a write transaction; false when it came to nothing. A file that turns out damaged
/// is replaced, and the work done in the new one.
template <typename Work>
bool SqliteStore::Write(Work work) {
  for (int attempt = 0; attempt < 2 && access_ == Access::kWrite; ++attempt) {
    // A file that was deleted or replaced under us would take the writes and keep them from all.
    if (!database_.IsStillAt(path_)) Recover(Outcome::kMoved);
    if (access_ != Access::kWrite) return false;
    const Outcome outcome = InTransaction("BEGIN IMMEDIATE", work);
    if (outcome == Outcome::kDone) return true;
    Recover(outcome);
  }
  return false;
}

template <typename Work>
void SqliteStore::Read(Work work) {
  if (access_ == Access::kNone) return;
  const Outcome outcome = InTransaction("BEGIN", work);
  if (outcome != Outcome::kDone) Recover(outcome);
}

std::vector<std::optional<PackageFacts>> SqliteStore::LoadFacts(std::span<const FactsKey> keys) {
  const std::lock_guard lock(mutex_);
  auto loaded = memory_.LoadFacts(keys);
  Read([&] {
    Statement query(database_, "SELECT value FROM facts WHERE subject = ?1 AND extractor = ?2");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (loaded[i]) continue;
      query.Bind(1, Bytes(keys[i].subject));
      query.Bind(2, std::int64_t{keys[i].extractor_version});
      const Outcome outcome = query.Step();
      if (outcome == Outcome::kRow) {
        loaded[i] = ReadPackageFacts(query.Blob(0));
      } else if (outcome != Outcome::kDone) {
        return outcome;
      }
      query.Reset();
    }
    return Outcome::kDone;
  });
  return loaded;
}

void SqliteStore::SaveFacts(std::span<const FactsKey> keys, std::span<const PackageFacts> facts) {
  CHECK(keys.size() == facts.size(), "facts are saved with one key each");
  if (keys.empty()) return;
  const std::lock_guard lock(mutex_);
  const bool written = Write([&] {
    Statement insert(database_, "INSERT OR REPLACE INTO facts VALUES (?1, ?2, ?3)");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const ByteVector blob = Serialise(facts[i]);
      if (blob.size() > limits::kStoreBlobBytes) continue;
      insert.Bind(1, Bytes(keys[i].subject));
      insert.Bind(2, std::int64_t{keys[i].extractor_version});
      insert.Bind(3, Bytes(blob));
      if (const Outcome outcome = insert.Step(); outcome != Outcome::kDone) return outcome;
      insert.Reset();
    }
    return Outcome::kDone;
  });
  if (!written) memory_.SaveFacts(keys, facts);
  has_grown_ = has_grown_ || written;
}

std::vector<std::optional<std::vector<Finding>>> SqliteStore::LoadFindings(
    std::span<const FindingsKey> keys) {
  const std::lock_guard lock(mutex_);
  auto loaded = memory_.LoadFindings(keys);
  Read([&] {
    Statement query(database_, "SELECT value FROM findings WHERE key = ?1");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (loaded[i]) continue;
      query.Bind(1, Bytes(keys[i].digest));
      const Outcome outcome = query.Step();
      if (outcome == Outcome::kRow) {
        loaded[i] = ReadFindings(query.Blob(0));
      } else if (outcome != Outcome::kDone) {
        return outcome;
      }
      query.Reset();
    }
    return Outcome::kDone;
  });
  return loaded;
}

void SqliteStore::SaveFindings(std::span<const FindingsKey> keys,
                               std::span<const std::vector<Finding>> findings) {
  CHECK(keys.size() == findings.size(), "findings are saved with one key each");
  if (keys.empty()) return;
  const std::lock_guard lock(mutex_);
  const bool written = Write([&] {
    Statement insert(database_, "INSERT OR REPLACE INTO findings VALUES (?1, ?2, ?3)");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const ByteVector blob = Serialise(findings[i]);
      if (blob.size() > limits::kStoreBlobBytes) continue;
      insert.Bind(1, Bytes(keys[i].digest));
      insert.Bind(2, std::int64_t{keys[i].extractor_version});
      insert.Bind(3, Bytes(blob));
      if (const Outcome outcome = insert.Step(); outcome != Outcome::kDone) return outcome;
      insert.Reset();
    }
    return Outcome::kDone;
  });
  if (!written) memory_.SaveFindings(keys, findings);
  has_grown_ = has_grown_ || written;
}

std::optional<PastAssessment> SqliteStore::LoadAssessment(std::string_view project) {
  const std::lock_guard lock(mutex_);
  auto loaded = memory_.LoadAssessment(project);
  if (loaded) return loaded;
  Read([&] {
    Statement query(database_, "SELECT value FROM assessments WHERE project = ?1");
    query.Bind(1, project);
    const Outcome outcome = query.Step();
    if (outcome == Outcome::kRow) loaded = ReadAssessment(query.Blob(0));
    return outcome == Outcome::kRow ? Outcome::kDone : outcome;
  });
  return loaded;
}

void SqliteStore::SaveAssessment(std::string_view project, const PastAssessment& assessment) {
  const ByteVector blob = Serialise(assessment);
  const std::lock_guard lock(mutex_);
  const bool written =
      blob.size() <= limits::kStoreBlobBytes && Write([&] {
        Statement insert(database_, "INSERT OR REPLACE INTO assessments VALUES (?1, ?2)");
        insert.Bind(1, project);
        insert.Bind(2, Bytes(blob));
        return insert.Step();
      });
  if (!written) memory_.SaveAssessment(project, assessment);
}

bool SqliteStore::HasGrown() const {
  const std::lock_guard lock(mutex_);
  return has_grown_;
}

void SqliteStore::Prune(const Keep& keep) {
  constexpr int kRounds = 64;  // each takes a quarter of what is left
  const std::lock_guard lock(mutex_);
  const auto remove = [&](const std::string& sql) {
    return Write([&] { return database_.Run(sql); });
  };
  for (const std::string_view table : {"facts", "findings"}) {
    if (!remove(fmt::format("DELETE FROM {} WHERE extractor < {}", table, keep.extractor_version)))
      return;
  }
  for (int round = 0; round < kRounds && UsedBytes() > keep.bytes; ++round) {
    for (const std::string_view table : kTables) {
      // Rows are numbered as they are written; one that is replaced gets a new number.
      if (!remove(fmt::format("DELETE FROM {0} WHERE rowid <= (SELECT min(rowid) + (max(rowid) - "
                              "min(rowid)) / 4 FROM {0})",
                              table)))
        return;
    }
  }
}

void SqliteStore::Clear() {
  const std::lock_guard lock(mutex_);
  memory_.Clear();
  for (const std::string_view table : kTables) {
    if (!Write([&] { return database_.Run(fmt::format("DELETE FROM {}", table)); })) return;
  }
  // What is empty is small enough to be written anew; a reader that hinders it costs space alone.
  (void)database_.Run("VACUUM");
}

/// Of the file, without the pages that wait to be used again; 0 when that cannot be told.
std::uint64_t SqliteStore::UsedBytes() {
  std::int64_t pages = 0;
  std::int64_t free_pages = 0;
  std::int64_t page_bytes = 0;
  const bool told = access_ != Access::kNone &&
                    database_.ReadNumber("PRAGMA page_count", pages) == Outcome::kDone &&
                    database_.ReadNumber("PRAGMA freelist_count", free_pages) == Outcome::kDone &&
                    database_.ReadNumber("PRAGMA page_size", page_bytes) == Outcome::kDone;
  return told ? static_cast<std::uint64_t>((pages - free_pages) * page_bytes) : 0;
}

StoreUse SqliteStore::Use(std::uint32_t extractor_version) {
  const std::lock_guard lock(mutex_);
  StoreUse use;
  const auto count = [&](const std::string& from) {
    std::int64_t rows = 0;
    const Outcome outcome = access_ == Access::kNone
                                ? Outcome::kRefused
                                : database_.ReadNumber("SELECT count(*) FROM " + from, rows);
    return outcome == Outcome::kDone ? static_cast<std::uint64_t>(rows) : 0U;
  };
  const std::string old = fmt::format(" WHERE extractor < {}", extractor_version);
  use.packages = count("facts");
  use.findings = count("findings");
  use.projects = count("assessments");
  use.outdated = count("facts" + old) + count("findings" + old);
  use.bytes = UsedBytes();
  return use;
}

}  // namespace store
