#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"
#include "detect/rule_set.h"
#include "detect/yara_rules.h"
#include "intel/match.h"
#include "model/assessment.h"
#include "model/policy.h"
#include "registry/client.h"
#include "store/store.h"

namespace intel {
class Indicators;
}
namespace registry {
struct TrustedRoot;
}

namespace scan {

/// Everything the pipeline may touch; all of it outlives the call. Without a network `registry` has
/// an offline HTTP client.
struct World {
  FileSystem& files;
  const Clock& clock;
  registry::Client& registry;
  store::Store& store;
  const detect::RuleSet& rules;
  const Policy& policy;
  /// What is known of packages by name, version and hash; nothing when nobody is to be asked.
  const intel::Intelligence* intelligence = nullptr;
  const detect::YaraRules* yara = nullptr;  ///< the user's own, matched against every file
  /// Whom attestations are believed from; nullptr: the public sigstore instance.
  const registry::TrustedRoot* trusted_root = nullptr;
  const intel::Indicators* indicators = nullptr;  ///< the user's own, looked for in every fact
};

/// How far it is; called from worker threads, one at a time.
struct Progress {
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::uint64_t bytes = 0;  ///< unpacked so far
};

struct Options {
  unsigned jobs = 1;
  bool preview = false;    ///< also report preview cards
  bool recursive = false;  ///< also read the projects below that have a lockfile of their own
  bool installed = false;  ///< compare installed folders with their tarballs
  bool excerpts = false;   ///< also read the source beside findings, for reports that show it
  bool trust = false;      ///< ask the registry how each version came out
  std::stop_token stop;    ///< what was read by then is remembered; the result is an Error
  std::function<void(const Progress&)> on_progress;
};

/// Vets what a project in `folder` installs. The same tree gives the same assessment, but for its
/// stats, with any number of jobs. An Error when there is nothing to vet, or when it was stopped.
[[nodiscard]] Result<Assessment> Check(const World& world, const std::string& folder,
                                       const Options& options);

/// Vets packages by name: folders, tarballs, single files, name@version. The inventory of the
/// answer has a nameless root and one package for each thing, in their order. An Error when one of
/// them cannot be had.
[[nodiscard]] Result<Assessment> Vet(const World& world, std::span<const std::string> things,
                                     const Options& options);

}  // namespace scan
