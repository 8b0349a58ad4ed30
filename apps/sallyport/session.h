#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "command_line.h"
#include "detect/rule_set.h"
#include "detect/yara_rules.h"
#include "intel/indicators.h"
#include "intel_session.h"
#include "net/http_client.h"
#include "policy/read_policy.h"
#include "policy/settings.h"
#include "registry/cache_care.h"
#include "registry/cache_lock.h"
#include "registry/client.h"
#include "scan/pipeline.h"
#include "store/store.h"

/// The settings in force: defaults, sallyport.toml, SALLYPORT_ variables, flags. Errors of the
/// policy file are printed; the Error says so.
struct Configuration {
  policy::Settings settings;
  Policy policy;
  std::string policy_file;  ///< that was read; empty when there is none
};
[[nodiscard]] Result<Configuration> Configure(const FileSystem& files, const Invocation& invocation,
                                              const std::string& folder);

/// The folder whose sallyport.toml and .npmrc count for a project that is named by its folder or
/// by a file in it, as a lockfile.
[[nodiscard]] std::string ProjectFolderOf(const FileSystem& files, const std::string& path);

/// The verdict from which on the exit status is 1, as the setting `fail-on` says.
[[nodiscard]] Action FailsFrom(const policy::Settings& settings);

/// What of a VEX document is not used.
struct VexRemarks {
  std::string path;
  std::vector<std::string> remarks;
};
/// Reads the documents that the setting `vex` names, and puts their statements and the names of the
/// product into the policy.
[[nodiscard]] Result<std::vector<VexRemarks>> AddVex(const FileSystem& files,
                                                     Configuration& configuration);
/// As warnings (I004).
[[nodiscard]] Diagnostics TextOf(const std::vector<VexRemarks>& documents);

/// The rules of the file that `--yara` names; nothing without that flag.
[[nodiscard]] Result<std::optional<detect::YaraRules>> LoadYara(const FileSystem& files,
                                                                const Invocation& invocation);

/// The built-in rules, those of the folder that the setting `rules` names, and the cards of `yara`.
/// A card that cannot be used is an Error with its place.
[[nodiscard]] Result<detect::RuleSet> LoadRules(const FileSystem& files,
                                                const policy::Settings& settings,
                                                const std::optional<detect::YaraRules>& yara);

/// Where tarballs and facts are remembered.
[[nodiscard]] std::string CacheFolderOf(const policy::Settings& settings);

/// The database of facts in a cache folder.
[[nodiscard]] std::string FactsFileIn(const std::string& cache_folder);
/// Holds the cache folder to the setting `cache-size`.
[[nodiscard]] Result<registry::CacheUse> PruneToBound(FileSystem& files, const Clock& clock,
                                                      const std::string& cache_folder,
                                                      const policy::Settings& settings);

/// What `check` and `vet` work with, made from the configuration. Nothing reaches for the network
/// or starts npm before it is needed.
class Session {
 public:
  /// `path` is the project: its folder, or a file in it.
  [[nodiscard]] static Result<std::unique_ptr<Session>> Open(const Invocation& invocation,
                                                             const std::string& path,
                                                             std::stop_token stop);

  [[nodiscard]] scan::World world();
  [[nodiscard]] scan::Options options() const;
  [[nodiscard]] const Configuration& configuration() const { return configuration_; }
  [[nodiscard]] store::Store& store() { return *store_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] FileSystem& files() { return files_; }
  /// Prunes what this run made grow, when nobody else uses the caches: for the end, after the
  /// answer was given. What cannot be done is done by a later run.
  void TidyUp();
  /// The cards in force; those of the built-in rules in `wanted` with their sections, for reports.
  [[nodiscard]] std::vector<RuleCard> CardsFor(const Assessment& assessment) const;

 private:
  Session() = default;

  DiskFileSystem files_;
  SystemClock clock_;
  Configuration configuration_;
  std::stop_token stop_;
  bool recursive_ = false;
  bool installed_ = false;
  bool excerpts_ = false;
  std::optional<detect::YaraRules> yara_;
  std::optional<detect::RuleSet> rules_;
  std::unique_ptr<const registry::Settings> registry_settings_;  ///< does not move
  std::unique_ptr<net::HttpClient> http_;
  std::optional<registry::Client> registry_;
  std::unique_ptr<store::Store> store_;
  std::string cache_folder_;
  std::optional<registry::CacheLock> in_use_;  ///< nobody prunes while this run may need an entry
  IntelSession intel_;
  std::optional<intel::Indicators> indicators_;
};
