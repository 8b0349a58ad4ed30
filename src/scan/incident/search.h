#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/limits.h"
#include "model/investigation.h"
#include "model/trust_limits.h"

namespace scan {

/// Names and versions of many incidents, ready to be asked.
class Wanted {
 public:
  explicit Wanted(const std::vector<Incident>& incidents);

  [[nodiscard]] bool HasName(std::string_view name) const { return names_.contains(name); }
  /// The incidents that a release belongs to.
  [[nodiscard]] std::vector<const Incident*> Of(const std::string& name,
                                                const std::string& version) const;
  /// Whether a piece of a lockfile may name a wanted release: it has the name and one of the
  /// versions, wherever they stand.
  [[nodiscard]] bool IsNamedIn(std::string_view text) const;
  [[nodiscard]] const std::vector<Incident>& incidents() const { return incidents_; }

 private:
  const std::vector<Incident>& incidents_;
  std::map<std::string, std::set<std::string>, std::less<>> names_;  ///< no versions: all of them
};

/// A package of a lockfile that an incident is about.
struct Hit {
  std::string incident;
  std::string name;
  std::string version;
  std::uint32_t line = 0;
  auto operator<=>(const Hit&) const = default;
};

/// What of a lockfile (`name` tells its kind) an incident is about, sorted. An Error when it cannot
/// be read.
[[nodiscard]] Result<std::vector<Hit>> HitsIn(const Wanted& wanted, const std::string& name,
                                              Bytes lockfile);

/// What became of one release: a download or an install happened; a lockfile in force from `since`
/// to `until` made one possible while the incident lasted, or did not.
[[nodiscard]] InstallChance ChanceBetween(const Incident& incident, std::optional<UnixMillis> since,
                                          std::optional<UnixMillis> until);

/// Where a machine keeps things: homes of people, places of global installs, places for temporary
/// files. Of this machine, of an image or of a backup below `root`, whichever system it is of.
struct Machine {
  std::string root;  ///< "" for this machine
  std::vector<std::string> homes;
  std::vector<std::string> global_installs;
  std::vector<std::string> temporary;
};
/// This machine as its user sees it, or, when `root` is not empty, what has the folders of one.
[[nodiscard]] Machine MachineAt(const FileSystem& files, const std::string& root,
                                const std::string& home);
/// Whether a folder has the folders that only the root of a system has.
[[nodiscard]] bool IsMachineRoot(const FileSystem& files, const std::string& folder);

/// How far a folder is walked.
struct SearchLimits {
  std::size_t depth = limits::kSearchDepth;
  std::size_t entries = limits::kSearchEntries;
  std::size_t lockfile_bytes = limits::kGitFileBytes;  ///< as much as of one in a history
  std::size_t manifest_bytes = limits::kManifestBytes;
};

// One file each; what is seen is added to the investigation.
void SearchHistory(const Wanted& wanted, const std::string& folder, Investigation& investigation);
void SearchFolder(const Wanted& wanted, const FileSystem& files, const std::string& folder,
                  Investigation& investigation, const SearchLimits& limits = {});
/// The caches of package managers where each keeps them in a home.
void SearchCaches(const Wanted& wanted, const FileSystem& files, const Machine& machine,
                  Investigation& investigation);
/// A folder that is a cache, or what a CI service saved of some: of whichever package manager.
void SearchCacheFolder(const Wanted& wanted, const FileSystem& files, const std::string& folder,
                       Investigation& investigation);
void SearchHost(const Wanted& wanted, const FileSystem& files, const Machine& machine,
                Investigation& investigation);
void ListExposed(const FileSystem& files, const Machine& machine, const std::string& project,
                 const std::vector<std::string>& environment, Investigation& investigation);

}  // namespace scan
