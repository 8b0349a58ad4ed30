#pragma once

#include <map>
#include <mutex>

#include "store/store.h"

namespace store {

/// Keeps values as they are. Also what SqliteStore falls back to.
class MemoryStore final : public Store {
 public:
  std::vector<std::optional<PackageFacts>> LoadFacts(std::span<const FactsKey> keys) override;
  void SaveFacts(std::span<const FactsKey> keys, std::span<const PackageFacts> facts) override;
  std::vector<std::optional<std::vector<Finding>>> LoadFindings(
      std::span<const FindingsKey> keys) override;
  void SaveFindings(std::span<const FindingsKey> keys,
                    std::span<const std::vector<Finding>> findings) override;
  std::optional<PastAssessment> LoadAssessment(std::string_view project) override;
  void SaveAssessment(std::string_view project, const PastAssessment& assessment) override;
  [[nodiscard]] bool HasGrown() const override;
  /// Its extent is that of one run: there is no bound in bytes.
  void Prune(const Keep& keep) override;
  void Clear() override;
  [[nodiscard]] StoreUse Use(std::uint32_t extractor_version) override;
  Diagnostics TakeDiagnostics() override { return {}; }

 private:
  struct Versioned {
    std::uint32_t extractor_version = 0;
    PackageFacts facts;
  };
  mutable std::mutex mutex_;  ///< guards all below
  std::map<Sha256Digest, Versioned> facts_;
  std::map<FindingsKey, std::vector<Finding>> findings_;
  std::map<std::string, PastAssessment, std::less<>> assessments_;
};

}  // namespace store
