#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "intel/pack_writer.h"

namespace intel {

/// What came of an import, for people.
struct ImportReport {
  std::size_t records = 0;    ///< OSV records and incident records
  std::size_t malware = 0;    ///< of these
  std::size_t exploited = 0;  ///< entries of KEV
  std::size_t scores = 0;     ///< entries of EPSS
  std::size_t remarks = 0;    ///< records of which something was left out
  std::size_t skipped = 0;    ///< files that are no records
  /// The first few files that could not be read, and why: "PATH: reason", escaped.
  std::vector<std::string> problems;
};

/// Adds everything that is at `path` to `input`: a zip archive, a folder (walked, `.git` and
/// symlinks left out), or one file: OSV records (.json), incident records (.yaml), CISA's catalogue
/// and FIRST's scores (known by how they begin, also packed with gzip), or a pack. A file that
/// cannot be read is counted and told, and the rest is taken; an Error when `path` itself cannot be
/// read, or when nothing of use was found there. A pack is taken only when `trust` says so.
[[nodiscard]] Result<ImportReport> Import(const FileSystem& files, const std::string& path,
                                          const Trust& trust, PackInput& input);

/// The same for octets that came from elsewhere; `name` decides what they are, as a path does.
[[nodiscard]] Result<ImportReport> ImportBytes(std::string_view name, Bytes bytes,
                                               const Trust& trust, PackInput& input);

}  // namespace intel
