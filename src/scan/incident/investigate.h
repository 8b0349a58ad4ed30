#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "model/investigation.h"

namespace scan {

struct InvestigateOptions {
  /// Projects, caches, images: each is looked through for lockfiles and installed packages; in git
  /// repositories the history too; the root of a system also for caches, global installs and files
  /// that attacks leave behind.
  std::vector<std::string> folders;
  std::vector<std::string> caches;  ///< folders that the environment names as caches
  std::string home;  ///< of this machine's user; empty: this machine itself is not examined
  std::vector<std::string> environment;  ///< the names of the variables, without their values
};

/// Were we hit by one of these incidents? Reads files and the objects of git; runs nothing and asks
/// nobody. What could not be looked at is told in `unexamined`.
[[nodiscard]] Investigation Investigate(const FileSystem& files, std::vector<Incident> incidents,
                                        const InvestigateOptions& options);

}  // namespace scan
