#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/hash.h"
#include "base/limits.h"
#include "model/assessment.h"
#include "model/contents.h"
#include "model/fact.h"
#include "model/finding.h"

namespace store {

/// Names one set of facts: what they are of (SubjectKey), and which extractors made them. Facts of
/// an older extractor version are replaced when newer ones of the same subject are saved.
struct FactsKey {
  Sha256Digest subject{};
  std::uint32_t extractor_version = 0;
  bool operator==(const FactsKey&) const = default;
  auto operator<=>(const FactsKey&) const = default;
};

/// What is remembered of one package, so that its bytes need not be read again.
struct PackageFacts {
  Facts facts;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  ///< unpacked
  bool operator==(const PackageFacts&) const = default;
};

/// Names one set of findings: facts, those of the previous version if there was one, and rules.
struct FindingsKey {
  Sha256Digest digest{};
  std::uint32_t extractor_version = 0;  ///< that made the facts
  bool operator==(const FindingsKey&) const = default;
  auto operator<=>(const FindingsKey&) const = default;
};

/// The last answer for a project.
struct PastAssessment {
  UnixMillis time = 0;
  Assessment assessment;
};

/// What Prune leaves.
struct Keep {
  std::uint32_t extractor_version = 0;            ///< what older ones made goes
  std::uint64_t bytes = limits::kStoreKeptBytes;  ///< past it, what was written first goes
};

/// How much is remembered.
struct StoreUse {
  std::uint64_t packages = 0;  ///< sets of facts
  std::uint64_t findings = 0;  ///< sets of findings
  std::uint64_t projects = 0;  ///< last answers
  std::uint64_t outdated = 0;  ///< of the first two, made by older extractors
  std::uint64_t bytes = 0;     ///< on disk; 0 for what is in memory alone
};

/// Seam: what is remembered between runs. Safe for several threads; the SQLite one for several
/// processes too. Never fails: what cannot be read back is as if it had never been saved, what
/// cannot be written is kept in memory for this run, and TakeDiagnostics says so once.
class Store {
 public:
  virtual ~Store() = default;

  /// One answer for each key, in the order of the keys; nothing for what is not known.
  [[nodiscard]] virtual std::vector<std::optional<PackageFacts>> LoadFacts(
      std::span<const FactsKey> keys) = 0;
  /// All in one transaction. `facts` are those of `keys`, one by one.
  virtual void SaveFacts(std::span<const FactsKey> keys, std::span<const PackageFacts> facts) = 0;

  [[nodiscard]] virtual std::vector<std::optional<std::vector<Finding>>> LoadFindings(
      std::span<const FindingsKey> keys) = 0;
  virtual void SaveFindings(std::span<const FindingsKey> keys,
                            std::span<const std::vector<Finding>> findings) = 0;

  /// `project` is the folder's real path.
  [[nodiscard]] virtual std::optional<PastAssessment> LoadAssessment(std::string_view project) = 0;
  virtual void SaveAssessment(std::string_view project, const PastAssessment& assessment) = 0;

  /// Whether facts or findings were saved: only then is there something to prune.
  [[nodiscard]] virtual bool HasGrown() const = 0;
  /// Forgets what is of no use any more. Interrupted anywhere, the rest is whole.
  virtual void Prune(const Keep& keep) = 0;
  /// Forgets everything and gives the space back.
  virtual void Clear() = 0;
  /// `extractor_version` is the newest; older ones are outdated.
  [[nodiscard]] virtual StoreUse Use(std::uint32_t extractor_version) = 0;

  /// What went wrong since the last call.
  [[nodiscard]] virtual Diagnostics TakeDiagnostics() = 0;
};

/// A subject of facts: the bytes of an artifact, and `context`, everything else that the extractors
/// were given (the name asked for, the origin, the registry's manifest).
[[nodiscard]] Sha256Digest SubjectKey(const Integrity& artifact, std::string_view context);
/// The same for files without a tarball: paths and contents, which must be sorted by path.
[[nodiscard]] Sha256Digest SubjectKey(const Contents& contents, std::string_view context);

[[nodiscard]] FindingsKey MakeFindingsKey(const FactsKey& now,
                                          const std::optional<FactsKey>& previous,
                                          std::string_view ruleset_version);

/// Forgets everything when the program ends: for tests, and for a run without a cache.
[[nodiscard]] std::unique_ptr<Store> OpenMemoryStore();

struct SqliteOptions {
  std::uint64_t bytes = limits::kStoreBytes;  ///< the file grows no larger
};

/// The database file at `path`, which is made with its folders when missing. A damaged one is set
/// aside as PATH.damaged-N and begun anew; one that a newer program made is left alone; where
/// nothing can be written, what is there is still read. Each of these is a diagnostic.
[[nodiscard]] std::unique_ptr<Store> OpenSqliteStore(const std::string& path,
                                                     SqliteOptions options = {});

}  // namespace store
