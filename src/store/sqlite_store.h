#pragma once

#include <mutex>
#include <string>

#include "store/database.h"
#include "store/memory_store.h"
#include "store/store.h"

namespace store {

/// The database file, and in front of it the memory for what could not be written there.
class SqliteStore final : public Store {
 public:
  SqliteStore(std::string path, SqliteOptions options);

  std::vector<std::optional<PackageFacts>> LoadFacts(std::span<const FactsKey> keys) override;
  void SaveFacts(std::span<const FactsKey> keys, std::span<const PackageFacts> facts) override;
  std::vector<std::optional<std::vector<Finding>>> LoadFindings(
      std::span<const FindingsKey> keys) override;
  void SaveFindings(std::span<const FindingsKey> keys,
                    std::span<const std::vector<Finding>> findings) override;
  std::optional<PastAssessment> LoadAssessment(std::string_view project) override;
  void SaveAssessment(std::string_view project, const PastAssessment& assessment) override;
  [[nodiscard]] bool HasGrown() const override;
  void Prune(const Keep& keep) override;
  void Clear() override;
  [[nodiscard]] StoreUse Use(std::uint32_t extractor_version) override;
  Diagnostics TakeDiagnostics() override;

 private:
  /// What may be done with the file.
  enum class Access : std::uint8_t { kNone, kRead, kWrite };

  void Open();
  Outcome OpenForWriting();
  Outcome Prepare();
  Outcome Migrate();
  void OpenForReading();
  void Recover(Outcome outcome);
  bool SetAside();
  [[nodiscard]] std::uint64_t UsedBytes();
  void Tell(std::string code, std::string message, std::string help);

  template <typename Work>
  Outcome InTransaction(const std::string& begin, Work work);
  template <typename Work>
  bool Write(Work work);
  template <typename Work>
  void Read(Work work);

  std::string path_;
  SqliteOptions options_;
  mutable std::mutex mutex_;  ///< guards all below
  bool has_grown_ = false;
  Database database_;
  Access access_ = Access::kNone;
  std::string failure_;  ///< SQLite's words for why the last transaction failed
  MemoryStore memory_;
  Diagnostics diagnostics_;
};

}  // namespace store
