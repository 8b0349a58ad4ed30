#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/untrusted.h"
#include "model/finding.h"
#include "model/inventory.h"
#include "model/policy.h"

/// Where the bytes that were vetted came from.
enum class ArtifactSource : std::uint8_t {
  kNone,             ///< nothing could be had
  kStore,            ///< not read again: facts of these very bytes were remembered
  kCache,            ///< Sallyport's cache
  kNpmCache,         ///< npm's own cache
  kNetwork,          ///< the registry
  kInstalledFolder,  ///< node_modules: weaker, as an install script may have changed it
  kLocal,            ///< a path the user named, or a folder or tarball of the project
};
[[nodiscard]] std::string_view NameOf(ArtifactSource source);

/// A finding with what policy made of it.
struct JudgedFinding {
  Finding finding;
  std::optional<PackageIndex> package;  ///< absent: about the project as a whole
  Verdict verdict;
  /// Set when a suppression covers it: then the verdict is allow.
  std::optional<Suppression> suppressed_by;
};

/// What a package can do in one phase, and how often that was seen.
struct Capability {
  std::string name;  ///< ours: detect/capabilities.def
  std::string does;  ///< ours: the end of a sentence that begins with "it"
  Phase phase = Phase::kUnknown;
  std::uint32_t count = 0;
  std::vector<Untrusted> examples;  ///< hosts, programs, paths: a few, sorted
  bool operator==(const Capability&) const = default;
};

struct PackageAssessment {
  PackageIndex package = PackageIndex::kRoot;
  ArtifactSource source = ArtifactSource::kNone;
  Integrity integrity;  ///< of the bytes that were vetted; empty for a folder
  Verdict verdict;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;               ///< unpacked
  std::vector<Capability> capabilities;  ///< in the order of capabilities.def, install first
};

/// Some lines of a file around a place that a finding names.
struct SourceExcerpt {
  PackageIndex package = PackageIndex::kRoot;
  Untrusted file;
  std::uint32_t first_line = 1;
  std::vector<Untrusted> lines;
};

/// Something that was not looked at, and why. `reason` is ours.
struct NotAnalysed {
  std::optional<PackageIndex> package;
  Untrusted file;  ///< empty: the package as a whole
  std::string reason;
  bool in_install_path = false;  ///< it would run, or be able to run, during an install
};

/// A package whose files could not be had, and that no install on this platform takes. `reason` is
/// ours.
struct OtherPlatform {
  PackageIndex package = PackageIndex::kRoot;
  std::string reason;
};

struct Stats {
  std::uint64_t packages = 0;
  std::uint64_t packages_from_store = 0;  ///< of which facts were remembered
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  double seconds = 0;
  std::uint64_t peak_memory_bytes = 0;
};

/// The whole answer of one `check` or `vet`: what `report` writes. Everything is sorted: findings
/// by verdict (block first), severity (critical first), package, rule; packages by index.
struct Assessment {
  std::string subject;  ///< the folder or things that were asked about, as the user named them
  Inventory inventory;
  std::vector<PackageAssessment> packages;
  std::vector<JudgedFinding> findings;
  std::vector<NotAnalysed> not_analysed;
  std::vector<OtherPlatform> other_platform;  ///< no gaps: nothing of them gets in here
  std::vector<SourceExcerpt> excerpts;        ///< only when they were asked for; sorted
  Diagnostics diagnostics;
  Verdict verdict;
  Stats stats;
};
