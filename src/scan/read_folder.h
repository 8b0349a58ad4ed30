#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"
#include "model/contents.h"

namespace scan {

/// A file that is there but was not read, and why.
struct UnreadFile {
  std::string path;  ///< below the folder
  std::string reason;
};

struct FolderContents {
  Contents contents;
  std::vector<UnreadFile> unread;  ///< sorted by path; not empty only if `contents.incomplete`
};

/// The files of a package folder as its tarball would hold them: without `node_modules` and `.git`,
/// symlinks as remarks and never followed. Bounded by limits::kFolderEntries, kFolderDepth,
/// kFileBytes and kArchiveUnpackedBytes; what goes over is in `unread`. An Error when the folder
/// itself cannot be listed.
[[nodiscard]] Result<FolderContents> ReadFolder(const FileSystem& files, const std::string& folder);

/// One file as a package of its own: what `vet FILE` looks at.
[[nodiscard]] Result<FolderContents> ReadSingleFile(const FileSystem& files,
                                                    const std::string& path);

}  // namespace scan
