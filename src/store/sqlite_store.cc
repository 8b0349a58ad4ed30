#include "store/sqlite_store.h"

#include <utility>

#include "base/check.h"
#include "base/limits.h"
#include "store/serialise.h"

// Values and what becomes of them; opening, migrating and repairing the file is in
// sqlite_open.cc.

namespace store {

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
}

std::vector<std::optional<std::vector<Finding>>> SqliteStore::LoadFindings(
    std::span<const FindingsKey> keys) {
  const std::lock_guard lock(mutex_);
  auto loaded = memory_.LoadFindings(keys);
  Read([&] {
    Statement query(database_, "SELECT value FROM findings WHERE key = ?1");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (loaded[i]) continue;
      query.Bind(1, Bytes(keys[i]));
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
    Statement insert(database_, "INSERT OR REPLACE INTO findings VALUES (?1, ?2)");
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const ByteVector blob = Serialise(findings[i]);
      if (blob.size() > limits::kStoreBlobBytes) continue;
      insert.Bind(1, Bytes(keys[i]));
      insert.Bind(2, Bytes(blob));
      if (const Outcome outcome = insert.Step(); outcome != Outcome::kDone) return outcome;
      insert.Reset();
    }
    return Outcome::kDone;
  });
  if (!written) memory_.SaveFindings(keys, findings);
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

}  // namespace store
